// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import io.celeryroot.job.Job;
import io.celeryroot.job.JsonReader;
import io.celeryroot.job.Keys;
import io.celeryroot.job.MessageCodec;
import io.celeryroot.job.Retention;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.Target;
import io.celeryroot.job.TaskRules;
import io.celeryroot.job.run.Enqueued;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.Script;
import io.celeryroot.redis.SpoiledKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Puts jobs into queues once, and shows and moves what lies there. Thread-safe. */
public final class JobQueues {

  private final Redis redis;
  private final Enqueuer enqueuer;

  /**
   * @param redis stays the caller's
   * @param resultsKept how long an id is remembered
   */
  public JobQueues(Redis redis, Duration resultsKept) {
    this(redis, resultsKept, JobListener.NONE);
  }

  /**
   * @param ends is told of jobs that are skipped or found expired
   */
  JobQueues(Redis redis, Duration resultsKept, JobListener ends) {
    this.redis = redis;
    this.enqueuer = new Enqueuer(redis, new Retention(resultsKept, TaskRules.NONE), ends);
  }

  /**
   * Puts a job into its queue, unless its id was enqueued before. May be repeated.
   *
   * @throws QueueUnavailable it may or may not be enqueued; the same call again is safe
   */
  public Enqueued enqueue(Job job) {
    return enqueue(List.of(job), redis.serverTime()).get(job.id());
  }

  /**
   * Puts jobs into their queues, hundreds at a time, except those whose ids were enqueued before.
   * May be repeated.
   *
   * @param now Redis server time
   * @return by job id, in the order of the jobs
   * @throws QueueUnavailable some may be enqueued; the same call again is safe
   */
  Map<String, Enqueued> enqueue(Collection<Job> jobs, Instant now) {
    return enqueuer.enqueue(jobs, now);
  }

  /**
   * The lists of a role: its own, then those of its hosts.
   *
   * @param queue of the role
   * @param hosts shown also when they hold nothing; hosts with a worker are added, and others that
   *     were {@linkplain #addressed given jobs} and hold some
   */
  public List<QueueDepth> depths(String queue, List<String> hosts) {
    List<String> members = members(queue);
    Set<Target> targets = new LinkedHashSet<>();
    targets.add(new Target("", queue, Optional.empty()));
    String prefix = "{" + queue + "}.";
    Stream<String> atWork =
        members.stream()
            .map(member -> member.substring(member.indexOf(' ') + 1))
            .filter(list -> list.startsWith(prefix))
            .map(list -> list.substring(prefix.length()));
    Stream.concat(hosts.stream(), atWork)
        .filter(Target::isHostName)
        .forEach(host -> targets.add(new Target("", queue, Optional.of(host))));
    List<Target> others =
        addressed(queue).stream()
            .map(host -> new Target("", queue, Optional.of(host)))
            .filter(target -> !targets.contains(target))
            .toList();
    return Stream.concat(
            depths(List.copyOf(targets), members).stream(),
            depths(others, members).stream().filter(depth -> !depth.isEmpty()))
        .toList();
  }

  /**
   * Hosts that were given a job by name within the time that ids are remembered, whether or not a
   * worker of that name was ever seen.
   */
  public List<String> addressed(String queue) {
    String key = Keys.hosts(queue);
    List<String> hosts =
        redis.call(
            "reading the hosts of " + queue, SpoiledKey.naming(key, j -> j.zrange(key, 0, -1)));
    return hosts.stream().filter(Target::isHostName).toList();
  }

  /** One list of a role. */
  public QueueDepth depth(Target target) {
    return depths(List.of(target), members(target.queue())).get(0);
  }

  private List<String> members(String queue) {
    String key = Keys.workers(queue);
    return redis.call(
        "reading the workers of " + queue, SpoiledKey.naming(key, j -> j.zrange(key, 0, -1)));
  }

  /**
   * When the job was submitted that has waited longest in a list of a role.
   *
   * @param lists of {@link #depths}
   * @return empty: none waits, or its submitter did not say when
   */
  public Optional<Instant> oldest(String queue, List<QueueDepth> lists) {
    return lists.stream()
        .filter(depth -> depth.waiting() > 0)
        .flatMap(depth -> next(depth.list()).stream())
        .flatMap(
            message ->
                MessageCodec.tryRead(message, new Target("", queue, Optional.empty())).stream())
        .flatMap(job -> job.submitted().stream())
        .min(Comparator.naturalOrder());
  }

  private List<String> next(String list) {
    return redis.call(
        "reading the next job of " + list, SpoiledKey.naming(list, j -> j.lrange(list, -1, -1)));
  }

  /** How many dead letters a role has. */
  public int deadCount(String queue) {
    return redis.call("counting dead letters", j -> (int) j.llen(Keys.dead(queue)));
  }

  /** The dead letters of a role, newest first. */
  public List<DeadLetter> dead(String queue) {
    String key = Keys.dead(queue);
    List<String> entries =
        redis.call("reading dead letters", SpoiledKey.naming(key, j -> j.lrange(key, 0, -1)));
    return entries.stream().flatMap(entry -> letter(queue, entry).stream()).toList();
  }

  /**
   * Takes a dead letter back into line under a new id (the old one has its result). If its schedule
   * does not allow overlap, it waits for the place of the schedule.
   *
   * @return the new id; empty when the letter is gone, is no job, or finds 100 others that wait for
   *     the place of its schedule: then it stays
   */
  public Optional<String> requeue(DeadLetter letter) {
    Target target = letter.target();
    Optional<Job> job = MessageCodec.tryRead(letter.message(), target);
    if (job.isEmpty()) {
      return Optional.empty();
    }
    if (job.get().hasSlot()) {
      return requeueIntoSlot(letter, job.get());
    }
    String id = letter.id().orElse("") + "~" + RunIds.suffix(new SecureRandom());
    Optional<String> message = MessageCodec.withId(letter.message(), id);
    List<String> keys = List.of(Keys.dead(letter.queue()), target.list());
    return message
        .filter(
            text ->
                Long.valueOf(1)
                    .equals(
                        redis.callOnce(
                            "taking a dead letter back",
                            j -> Script.REVIVE.run(j, keys, letter.entry(), text))))
        .map(text -> id);
  }

  /** The new id is made of the letter, so that a second call after a crash leads to one job. */
  private Optional<String> requeueIntoSlot(DeadLetter letter, Job job) {
    String dead = Keys.dead(letter.queue());
    if (redis.call("looking for a dead letter", j -> j.lpos(dead, letter.entry())) == null) {
      return Optional.empty();
    }
    String made = job.id() + "~" + Long.toString(letter.at().toEpochMilli(), 36);
    String id = made;
    for (int again = 2; wasSkipped(letter.queue(), id); again++) {
      id = made + "." + again;
    }
    if (enqueue(job.again(id)) == Enqueued.SKIPPED) {
      return Optional.empty();
    }
    redis.call("removing a dead letter", j -> j.lrem(dead, 1, letter.entry()));
    return Optional.of(id);
  }

  private boolean wasSkipped(String queue, String id) {
    String key = Keys.marker(queue, id);
    String marker = redis.call("looking for job " + id, SpoiledKey.naming(key, j -> j.get(key)));
    return "SKIPPED".equals(marker);
  }

  /** Removes the dead letters of a role; returns how many. */
  public int purgeDead(String queue) {
    return redis.call(
        "removing dead letters",
        j -> {
          long count = j.llen(Keys.dead(queue));
          j.del(Keys.dead(queue));
          return (int) count;
        });
  }

  /** The jobs that wait in a list, next one first, then the delayed. */
  public List<Job> waiting(Target target) {
    List<String> messages =
        new ArrayList<>(
            redis.call(
                "reading " + target.list(),
                SpoiledKey.naming(target.list(), j -> j.lrange(target.list(), 0, -1))));
    Collections.reverse(messages);
    String delayed = Keys.delayed(target);
    messages.addAll(
        redis.call(
            "reading " + delayed, SpoiledKey.naming(delayed, j -> j.zrange(delayed, 0, -1))));
    return messages.stream()
        .flatMap(message -> MessageCodec.tryRead(message, target).stream())
        .toList();
  }

  /** All keys of a queue lie in one slot of a cluster, so that one call counts them. */
  private List<QueueDepth> depths(List<Target> targets, List<String> members) {
    if (targets.isEmpty()) {
      return List.of();
    }
    List<String> lists = new ArrayList<>();
    for (Target target : targets) {
      lists.add(target.list());
      workers(target, members).forEach(worker -> lists.add(Keys.claimed(target, worker)));
    }
    List<String> keys = new ArrayList<>(lists);
    targets.forEach(target -> keys.add(Keys.delayed(target)));
    List<?> answer =
        (List<?>)
            redis.call(
                "counting the jobs of " + targets.get(0).queue(),
                j -> Script.COUNT.run(j, keys, lists.size()));
    Iterator<?> ofLists = answer.subList(0, lists.size()).iterator();
    Iterator<?> delayed = answer.subList(lists.size(), keys.size()).iterator();
    List<QueueDepth> depths = new ArrayList<>();
    for (Target target : targets) {
      long waiting = (Long) ofLists.next();
      long claimed = 0;
      for (int i = 0; i < workers(target, members).size(); i++) {
        claimed += (Long) ofLists.next();
      }
      depths.add(new QueueDepth(target, waiting, (Long) delayed.next(), claimed));
    }
    return depths;
  }

  /** Those that have or had claims of a list. */
  private static List<String> workers(Target target, List<String> members) {
    return members.stream()
        .filter(member -> member.endsWith(" " + target.list()))
        .map(member -> member.substring(0, member.indexOf(' ')))
        .toList();
  }

  private static Optional<DeadLetter> letter(String queue, String entry) {
    return JsonReader.readObject(entry)
        .map(
            fields ->
                new DeadLetter(
                    new Target(
                        JsonReader.text(fields.get("role")).orElse(""),
                        queue,
                        JsonReader.text(fields.get("host")).filter(Target::isHostName)),
                    JsonReader.text(fields.get("id")),
                    JsonReader.text(fields.get("task")),
                    JsonReader.text(fields.get("reason")).orElse(""),
                    JsonReader.text(fields.get("at"))
                        .flatMap(MessageCodec::time)
                        .orElse(Instant.EPOCH),
                    JsonReader.list(fields.get("history")).stream().map(String::valueOf).toList(),
                    JsonReader.text(fields.get("message")).orElse(""),
                    entry));
  }
}
