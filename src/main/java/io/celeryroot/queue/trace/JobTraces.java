// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.trace;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.celeryroot.job.Keys;
import io.celeryroot.job.MessageCodec;
import io.celeryroot.job.Target;
import io.celeryroot.job.sign.JobSeal;
import io.celeryroot.queue.line.Member;
import io.celeryroot.queue.line.PriorityLists;
import io.celeryroot.redis.Isolated;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.Script;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Finds jobs of which Redis has nothing but, perhaps, a marker or an unfinished record: no message
 * waits, is delayed, is held back or is in the hands of a worker. Where signatures are required, a
 * message that is not signed is none. Thread-safe.
 */
public final class JobTraces {

  private static final int PAGE = 100;

  private final Redis redis;
  private final Predicate<String> isForeign;
  private final Isolated isolated;

  public JobTraces(Redis redis) {
    this(redis, queue -> false);
  }

  /**
   * @param isForeign tells if the workers of a queue are Celery's: what was moved there is not gone
   */
  public JobTraces(Redis redis, Predicate<String> isForeign) {
    this.redis = redis;
    this.isForeign = isForeign;
    // Jobs may lie in a key that cannot be read, so none of its queue counts as gone.
    this.isolated = new Isolated(failure -> {});
  }

  /**
   * A job to look for.
   *
   * @param schedule whose slot it may wait for; empty: none
   */
  public record Sought(String id, Target target, Optional<String> schedule) {}

  /** Selects the jobs that nothing is left of. A job on the move may be among them: ask twice. */
  public Set<String> gone(Collection<Sought> jobs) {
    Set<String> gone = inPlace(jobs);
    if (!gone.isEmpty()) {
      List<Sought> moved = moved(jobs.stream().filter(job -> gone.contains(job.id())).toList());
      moved.forEach(job -> gone.remove(job.id()));
      // Celery's workers do not tell what they hold.
      gone.addAll(
          inPlace(moved.stream().filter(job -> !isForeign.test(job.target().queue())).toList()));
    }
    return gone;
  }

  private Set<String> inPlace(Collection<Sought> jobs) {
    Map<String, List<Sought>> byQueue =
        jobs.stream()
            .collect(
                Collectors.groupingBy(
                    job -> job.target().queue(), LinkedHashMap::new, Collectors.toList()));
    Set<String> gone = new HashSet<>();
    byQueue.forEach(
        (queue, ofQueue) -> isolated.get(() -> without(ofQueue)).ifPresent(gone::addAll));
    return gone;
  }

  private Set<String> without(List<Sought> jobs) {
    Set<String> gone = jobs.stream().map(Sought::id).collect(Collectors.toSet());
    Set<Target> targets = jobs.stream().map(Sought::target).collect(Collectors.toSet());
    Map<String, Target> held = new LinkedHashMap<>();
    for (Sought job : jobs) {
      Target target = job.target();
      job.schedule()
          .ifPresent(name -> held.put(Keys.held(target.queue(), name, target.place()), target));
    }
    forEachEntry(
        held.keySet(),
        (key, text) -> {
          String id = HeldJobs.idOf(text);
          if (gone.contains(id) && HeldJobs.isBelieved(redis.seals(), held.get(key), text)) {
            gone.remove(id);
          }
        });
    Map<String, Target> lines = new LinkedHashMap<>();
    Set<String> urgent = PriorityLists.waiting(redis, List.copyOf(targets)).keySet();
    for (Target target : targets) {
      lines.put(target.list(), target);
      lines.put(Keys.delayed(target), target);
      Keys.priorities(target).stream()
          .filter(urgent::contains)
          .forEach(key -> lines.put(key, target));
    }
    forget(gone, lines);
    // After the lists: what is claimed goes from there to here.
    forget(gone, claimed(jobs.get(0).target().queue(), targets));
    return gone;
  }

  /** The moved among jobs, with the places where they are now. */
  private List<Sought> moved(List<Sought> jobs) {
    List<Sought> moved = new ArrayList<>();
    redis
        .getAll("looking where " + jobs.size() + " jobs are", jobs, job -> Keys.moved(job.id()))
        .forEach(
            (job, note) ->
                moved.add(
                    new Sought(job.id(), MovedNote.read(note, job.target()), job.schedule())));
    return moved;
  }

  private void forget(Set<String> gone, Map<String, Target> lines) {
    forEachEntry(
        lines.keySet(),
        (key, text) ->
            MessageCodec.tryRead(text, lines.get(key))
                .filter(job -> gone.contains(job.id()))
                .filter(job -> JobSeal.isBelieved(job, text, redis.seals()))
                .ifPresent(job -> gone.remove(job.id())));
  }

  /** The lists of what workers have taken from the lists of targets. */
  private Map<String, Target> claimed(String queue, Set<Target> targets) {
    Map<String, Target> byList =
        targets.stream().collect(Collectors.toMap(Target::list, target -> target));
    Map<String, Target> claimed = new LinkedHashMap<>();
    for (Member member : Member.all(redis, "", queue)) {
      Target target = byList.get(member.list().list());
      if (target != null) {
        claimed.put(Keys.claimed(target, member.worker()), target);
      }
    }
    return claimed;
  }

  /** Shows the entries of lists and sorted sets; what is too long to be a job is empty. */
  private void forEachEntry(Collection<String> keys, BiConsumer<String, String> show) {
    Collection<String> left = keys;
    for (long from = 0; !left.isEmpty(); from += PAGE) {
      List<String> full = new ArrayList<>();
      for (List<String> batch : Redis.batches(left)) {
        List<Object> pages = pages(batch, from);
        for (int i = 0; i < batch.size(); i++) {
          String key = batch.get(i);
          List<?> page = (List<?>) pages.get(i);
          page.forEach(entry -> show.accept(key, new String((byte[]) entry, UTF_8)));
          if (page.size() == PAGE) {
            full.add(key);
          }
        }
      }
      left = full;
    }
  }

  private List<Object> pages(List<String> keys, long from) {
    List<Script.Call> calls =
        keys.stream()
            .map(key -> new Script.Call(List.of(key), List.of(from, PAGE, MessageCodec.MAX_LENGTH)))
            .toList();
    return redis.call(
        "reading " + keys.size() + " lists of jobs", j -> Script.PAGE.runEach(j, calls));
  }

  /** Selects the jobs that have a marker. */
  public Set<Sought> marked(List<Sought> jobs) {
    return redis
        .getAll("reading markers of jobs", jobs, job -> Keys.marker(job.target().queue(), job.id()))
        .keySet();
  }

  /**
   * Lets a job be enqueued again, as if it never had been.
   *
   * @param kept how long this is remembered
   * @return false: it was enqueued again before
   */
  public boolean allowAgain(Sought job, Duration kept) {
    return redis.succeeds(
        "enqueueing job " + job.id() + " again",
        Script.AGAIN,
        List.of(
            Keys.marker(job.target().queue(), job.id()),
            Keys.again(job.target().queue(), job.id())),
        kept.toMillis());
  }

  /**
   * Gives an expiry to keys from which somebody took it.
   *
   * @return how many had none
   */
  public long expire(Collection<String> keys, Duration kept) {
    long count = 0;
    for (List<String> batch : Redis.batches(keys)) {
      List<Object> counts =
          redis.isCluster()
              ? redis.call(
                  "looking after expiry", j -> Script.KEEP.runForEach(j, batch, kept.toMillis()))
              : List.of(redis.run("looking after expiry", Script.KEEP, batch, kept.toMillis()));
      count += counts.stream().mapToLong(each -> (Long) each).sum();
    }
    return count;
  }
}
