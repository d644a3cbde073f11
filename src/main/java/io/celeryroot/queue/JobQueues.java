// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import io.celeryroot.config.ClConfig;
import io.celeryroot.job.Job;
import io.celeryroot.job.JobListener;
import io.celeryroot.job.Keys;
import io.celeryroot.job.MessageCodec;
import io.celeryroot.job.Retention;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.Target;
import io.celeryroot.job.TaskRules;
import io.celeryroot.job.run.CeleryForm;
import io.celeryroot.job.run.Enqueued;
import io.celeryroot.job.sign.JobSeal;
import io.celeryroot.queue.priority.PriorityLists;
import io.celeryroot.queue.trace.MovedNote;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import redis.clients.jedis.params.SetParams;

/** Puts jobs into queues once, and shows and moves what lies there. Thread-safe. */
public final class JobQueues {

  private final Redis redis;
  private final Enqueuer enqueuer;
  private final MessageMover moves;
  private final Duration kept;

  /**
   * @param redis stays the caller's
   * @param resultsKept how long an id is remembered
   */
  public JobQueues(Redis redis, Duration resultsKept) {
    this(redis, resultsKept, job -> job);
  }

  /**
   * Queues into which jobs may be put that Celery's workers take.
   *
   * @param redis stays the caller's
   */
  public JobQueues(Redis redis, ClConfig config) {
    this(redis, config.resultsKept(), job -> CeleryForm.of(job, config));
  }

  private JobQueues(Redis redis, Duration resultsKept, UnaryOperator<Job> form) {
    this.redis = redis;
    Retention retention = new Retention(resultsKept, TaskRules.NONE);
    this.enqueuer = new Enqueuer(redis, retention, form, JobListener.NONE, what -> {});
    this.moves = new MessageMover(redis, retention);
    this.kept = resultsKept;
  }

  /**
   * Puts a job into its queue, unless its id was enqueued before. May be repeated.
   *
   * @throws QueueUnavailable it may or may not be enqueued; the same call again is safe
   */
  public Enqueued enqueue(Job job) {
    return enqueuer.enqueue(List.of(job), redis.serverTime()).get(job.id());
  }

  /**
   * The lists of a role: its own, then those of its hosts.
   *
   * @param queue of the role
   * @param hosts shown also when they hold nothing; hosts with a worker are added, and others that
   *     were {@linkplain #addressed given jobs} and hold some
   */
  public List<QueueDepth> depths(String queue, List<String> hosts) {
    List<Member> members = members("", queue);
    Set<Target> targets = new LinkedHashSet<>();
    targets.add(new Target("", queue, Optional.empty()));
    hosts.stream()
        .filter(Target::isHostName)
        .forEach(host -> targets.add(new Target("", queue, Optional.of(host))));
    members.forEach(member -> targets.add(member.list()));
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
    List<String> hosts = redis.call("reading the hosts of " + queue, j -> j.zrange(key, 0, -1));
    return hosts.stream().filter(Target::isHostName).toList();
  }

  /** Some lists of one role. */
  public List<QueueDepth> depths(List<Target> lists) {
    return depths(lists, members(lists.get(0).role(), lists.get(0).queue()));
  }

  private List<Member> members(String role, String queue) {
    String key = Keys.workers(queue);
    return Member.of(
        redis.call("reading the workers of " + queue, j -> j.zrangeWithScores(key, 0, -1)),
        role,
        queue);
  }

  /**
   * The time of submission of the job that has waited longest in the lists of a role.
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
    return redis.call("reading the next job of " + list, j -> j.lrange(list, -1, -1));
  }

  /** The number of dead letters of a role. */
  public int deadCount(String queue) {
    return redis.call("counting dead letters", j -> (int) j.llen(Keys.dead(queue)));
  }

  /** The dead letters of a role, newest first. */
  public List<DeadLetter> dead(String queue) {
    return dead(queue, 0);
  }

  /**
   * The newest dead letters of a queue, newest first.
   *
   * @param most how many to read; 0: all
   */
  public List<DeadLetter> dead(String queue, int most) {
    String key = Keys.dead(queue);
    List<String> entries = redis.call("reading dead letters", j -> j.lrange(key, 0, most - 1));
    return entries.stream().flatMap(entry -> DeadLetter.parse(queue, entry).stream()).toList();
  }

  /**
   * Requeues a dead letter under a new id, for the old one has its result. If its schedule does not
   * allow overlap, it waits for the slot of the schedule. The new id is made of the letter, so that
   * a second call after a crash leads to one job.
   *
   * @return the new id; empty when the letter is gone, is not a job, is not signed where that is
   *     required, or finds 100 others that wait for the slot of its schedule: then it stays
   */
  public Optional<String> requeue(DeadLetter letter) {
    String dead = Keys.dead(letter.queue());
    Optional<Job> job = MessageCodec.tryRead(letter.message(), letter.target());
    if (job.isEmpty()
        // What is put elsewhere is signed anew, so nobody may lay one for others to sign.
        || !JobSeal.isBelieved(job.get(), letter.message(), redis.seals())
        || redis.call("looking for a dead letter", j -> j.lpos(dead, letter.entry())) == null) {
      return Optional.empty();
    }
    String made = job.get().id() + "~" + Long.toString(letter.at().toEpochMilli(), 36);
    String id = made;
    for (int again = 2; wasSkipped(letter.queue(), id); again++) {
      id = made + "." + again;
    }
    if (enqueue(job.get().again(id)) == Enqueued.SKIPPED) {
      return Optional.empty();
    }
    redis.call("removing a dead letter", j -> j.lrem(dead, 1, letter.entry()));
    return Optional.of(id);
  }

  private boolean wasSkipped(String queue, String id) {
    String marker = redis.call("looking for job " + id, j -> j.get(Keys.marker(queue, id)));
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

  /**
   * Moves the jobs that wait in a list to another queue, in their order, those that wait for the
   * slot of their schedule too. A job whose schedule does not let it wait there ends as skipped.
   *
   * @param from its role may be empty: not known
   * @return number of jobs
   * @throws QueueUnavailable some may have been moved; the same call again is safe
   */
  public int move(Target from, Target to) {
    WaitingLine line = new WaitingLine(redis, from);
    int moved = 0;
    List<WaitingLine.Entry> waiting;
    do {
      // What was held a moment ago has moved up meanwhile.
      waiting = line.entries();
      for (WaitingLine.Entry entry : waiting) {
        Job job = entry.job();
        if (!JobSeal.isBelieved(job, entry.message(), redis.seals())) {
          moveAsItIs(entry, to);
          moved++;
          continue;
        }
        move(job, job.to(to));
        moves.ack(inItsRole(job), entry.message(), entry.source());
        moved++;
      }
    } while (!waiting.isEmpty());
    return moved;
  }

  /**
   * The job with the role in whose slot it may be. A queue that no file has any more has no name of
   * a role, but the ID of a job for any host does.
   */
  private static Job inItsRole(Job job) {
    Target target = job.target();
    if (target.host().isPresent() || !target.role().isEmpty()) {
      return job;
    }
    return RunIds.runOf(job.id())
        .map(run -> job.id().substring(run.length() + 1))
        .map(role -> job.to(new Target(role, target.queue(), Optional.empty())))
        .orElse(job);
  }

  /** Leaves it to the workers there to refuse the job, or to run it unsigned. */
  private void moveAsItIs(WaitingLine.Entry entry, Target to) {
    redis.call(
        "moving job " + entry.job().id() + " unsigned", j -> j.lpush(to.list(), entry.message()));
    note(entry.job().id(), to);
    moves.ack(entry);
  }

  /** Puts a job into another list, once, and notes where it went, for those who look for it. */
  private void move(Job job, Job other) {
    String place = MovedNote.write(other.target());
    String before =
        redis.call("looking where job " + job.id() + " is", j -> j.get(Keys.moved(job.id())));
    boolean wasThere = job.target().queue().equals(other.target().queue()) || before != null;
    if (wasThere && !place.equals(before)) {
      String marker = Keys.marker(other.target().queue(), job.id());
      redis.call("removing the mark of job " + job.id(), j -> j.del(marker));
    }
    enqueue(other);
    note(job.id(), other.target());
  }

  private void note(String id, Target target) {
    String place = MovedNote.write(target);
    redis.call(
        "noting where job " + id + " is",
        j -> j.set(Keys.moved(id), place, SetParams.setParams().px(kept.toMillis())));
  }

  /**
   * Moves the dead letters of a queue to another one, which keeps the newest 1000.
   *
   * @return how many there were
   * @throws QueueUnavailable some may have been moved; the same call again moves the rest
   */
  public int moveDead(String from, String to) {
    String source = Keys.dead(from);
    int moved = 0;
    String entry = last(source);
    while (entry != null) {
      String letter = entry;
      redis.call(
          "moving a dead letter to " + to,
          j -> {
            j.lpush(Keys.dead(to), letter);
            j.ltrim(Keys.dead(to), 0, MessageMover.MAX_DEAD - 1);
            return j.pexpire(Keys.dead(to), kept.toMillis());
          });
      redis.call("removing a dead letter of " + from, j -> j.lrem(source, -1, letter));
      moved++;
      entry = last(source);
    }
    return moved;
  }

  private String last(String list) {
    return redis.call("reading " + list, j -> j.lindex(list, -1));
  }

  /** The jobs that wait in a list, next one first, then the delayed. */
  public List<Job> waiting(Target target) {
    return new WaitingLine(redis, target).entries().stream().map(WaitingLine.Entry::job).toList();
  }

  /** The first of the jobs that wait in a list, next one first, then the delayed. */
  public List<Job> waiting(Target target, int most) {
    return new WaitingLine(redis, target).first(most);
  }

  /** Removes one dead letter; false: it is gone already. */
  public boolean removeDead(DeadLetter letter) {
    String dead = Keys.dead(letter.queue());
    return redis.call("removing a dead letter", j -> j.lrem(dead, 1, letter.entry())) > 0;
  }

  /** The next of the delayed jobs of a list. */
  public List<Job> delayed(Target target, int most) {
    return new WaitingLine(redis, target).delayed(most);
  }

  private List<QueueDepth> depths(List<Target> targets, List<Member> members) {
    if (targets.isEmpty()) {
      return List.of();
    }
    Map<Target, List<String>> claimed =
        members.stream()
            .collect(
                Collectors.groupingBy(
                    Member::list,
                    Collectors.mapping(
                        member -> Keys.claimed(member.list(), member.worker()),
                        Collectors.toList())));
    List<String> keys = new ArrayList<>();
    for (Target target : targets) {
      keys.addAll(List.of(target.list(), Keys.delayed(target)));
      keys.addAll(claimed.getOrDefault(target, List.of()));
    }
    Iterator<Long> counts =
        Lengths.of(redis, "counting the jobs of " + targets.get(0).queue(), keys).iterator();
    Map<String, Long> urgent = PriorityLists.waiting(redis, targets);
    List<QueueDepth> depths = new ArrayList<>();
    for (Target target : targets) {
      long waiting =
          counts.next()
              + Keys.priorities(target).stream().mapToLong(l -> urgent.getOrDefault(l, 0L)).sum();
      long delayed = counts.next();
      long taken =
          claimed.getOrDefault(target, List.of()).stream().mapToLong(key -> counts.next()).sum();
      depths.add(new QueueDepth(target, waiting, delayed, taken));
    }
    return depths;
  }
}
