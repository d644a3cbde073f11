// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.line;

import io.celeryroot.job.Job;
import io.celeryroot.job.Keys;
import io.celeryroot.job.MessageCodec;
import io.celeryroot.job.Target;
import io.celeryroot.redis.Redis;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads how many jobs lie in queues, and which. Changes nothing. Thread-safe. */
public final class QueueReader {

  private final Redis redis;

  public QueueReader(Redis redis) {
    this.redis = redis;
  }

  /**
   * The lists of a role: its own, then those of its hosts.
   *
   * @param queue of the role
   * @param hosts shown also when they hold nothing; hosts with a worker are added, and others that
   *     were {@linkplain #addressed given jobs} and hold some
   */
  public List<QueueDepth> depths(String queue, List<String> hosts) {
    List<Member> members = Member.all(redis, "", queue);
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
    return depths(lists, Member.all(redis, lists.get(0).role(), lists.get(0).queue()));
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

  /** The jobs that wait in a list, next one first, then the delayed. */
  public List<Job> waiting(Target target) {
    return new WaitingLine(redis, target).entries().stream().map(WaitingLine.Entry::job).toList();
  }

  /** The first of the jobs that wait in a list, next one first, then the delayed. */
  public List<Job> waiting(Target target, int most) {
    return new WaitingLine(redis, target).first(most);
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
