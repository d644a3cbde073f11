// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Role;
import io.celeryroot.queue.host.Heartbeat;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.queue.host.KnownQueues;
import io.celeryroot.queue.line.QueueDepth;
import io.celeryroot.queue.line.QueueReader;
import io.celeryroot.queue.schedule.ScheduleStates;
import io.celeryroot.redis.Redis;
import io.celeryroot.text.ShellWords;
import io.celeryroot.text.Text;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Finds what roles, hosts and schedules left in Redis that cl.yaml does not have any more. */
public final class Orphans {

  private final Redis redis;
  private final ClConfig config;
  private final QueueReader queues;

  /**
   * @param redis stays the caller's
   */
  public Orphans(Redis redis, ClConfig config) {
    this.redis = redis;
    this.config = config;
    this.queues = new QueueReader(redis);
  }

  /** Remembers the queues of the file, so that they are found when it does not have them. */
  public void noteQueues() {
    Map<String, String> roles = new LinkedHashMap<>();
    config.roles().values().forEach(role -> roles.put(role.queue(), role.name()));
    new KnownQueues(redis).note(roles);
  }

  /** Lists queues without a role, and hosts outside their role, that hold jobs or dead letters. */
  public List<Orphan> find() {
    List<Orphan> found = new ArrayList<>();
    Set<String> own = config.roles().values().stream().map(Role::queue).collect(Collectors.toSet());
    new TreeMap<>(new KnownQueues(redis).all())
        .forEach(
            (queue, role) -> {
              if (!own.contains(queue)) {
                addQueue(queue, role, found);
              }
            });
    Set<String> served = servedLists();
    config.roles().values().forEach(role -> addHosts(role, served, found));
    return found;
  }

  private void addQueue(String queue, String role, List<Orphan> found) {
    List<QueueDepth> lists = queues.depths(queue, List.of());
    long jobs = lists.stream().mapToLong(Orphans::jobs).sum();
    int dead = queues.deadCount(queue);
    if (jobs > 0 || dead > 0) {
      found.add(
          new Orphan(
              "queue",
              queue,
              "holds %s and %s of role %s, which the file does not have"
                  .formatted(Text.count(jobs, "job"), Text.count(dead, "dead letter"), role),
              ShellWords.about("cl queue move", queue)
                  + " ROLE, or keep a role with \"queue: "
                  + queue
                  + "\" until it is empty"));
    }
  }

  private void addHosts(Role role, Set<String> served, List<Orphan> found) {
    queues.depths(role.queue(), List.of()).stream()
        .filter(depth -> depth.target().host().filter(host -> !role.hasHost(host)).isPresent())
        .filter(depth -> !depth.isEmpty() && !served.contains(depth.list()))
        .forEach(
            depth ->
                found.add(
                    new Orphan(
                        "host",
                        depth.list(),
                        "holds %s, but the host is not in role %s"
                            .formatted(Text.count(jobs(depth), "job"), role.name()),
                        ("cl queue move %1$s %1$s --host %2$s --to-host HOST, or:"
                                + " cl queue purge %1$s --host %2$s")
                            .formatted(
                                ShellWords.quoted(role.name()),
                                ShellWords.quoted(depth.target().label())))));
  }

  private static long jobs(QueueDepth depth) {
    return depth.waiting() + depth.delayed() + depth.claimed();
  }

  private Set<String> servedLists() {
    Instant now = redis.serverTime();
    return new Heartbeats(redis)
        .workers().stream()
            .filter(worker -> worker.isAlive(now))
            .map(Heartbeat::lists)
            .flatMap(List::stream)
            .collect(Collectors.toSet());
  }

  /**
   * Lists schedules that are gone from the file and were paused. A schedule with a new name is not
   * paused.
   *
   * @param gone names that the file had before
   */
  public List<Orphan> paused(Collection<String> gone) {
    return new ScheduleStates(redis, config.resultsKept())
        .readAll(gone).values().stream()
            .filter(state -> state.isPaused())
            .map(
                state ->
                    new Orphan(
                        "schedule",
                        state.name(),
                        "is paused, and its pause stays with this name",
                        "pause what takes its place: cl schedule pause NAME"))
            .toList();
  }
}
