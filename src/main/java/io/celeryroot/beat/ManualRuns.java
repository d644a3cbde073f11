// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.RunOn;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.RunRequest;
import io.celeryroot.job.run.SubmittedRun;
import io.celeryroot.job.run.Submitter;
import io.celeryroot.job.run.TargetResolution;
import io.celeryroot.job.run.Targets;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.monitor.Spans;
import io.celeryroot.queue.control.ControlState;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.redis.Redis;
import io.celeryroot.task.Binding;
import io.celeryroot.task.Parameters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Submits manual runs, which routes of users ask for. Thread-safe. */
public final class ManualRuns {

  /**
   * A request for a run.
   *
   * @param role whose hosts run it
   * @param task name; empty: that of the schedule
   * @param schedule that it replaces once; empty: none
   * @param runOn overrides cl.yaml
   * @param hosts names and globs; empty: all targets in the role
   */
  public record Order(
      String role,
      Optional<String> task,
      Optional<String> schedule,
      Optional<RunOn> runOn,
      List<String> hosts) {}

  private final ClConfig config;
  private final String host;
  private final Redis redis;
  private final HandRuns hands;
  private final Spans spans;

  /**
   * @param redis stays the caller's; is connected when it is first used
   * @param orders of operators
   */
  ManualRuns(
      ClConfig config,
      String host,
      Redis redis,
      Supplier<ControlState> orders,
      EngineListener listener,
      Spans spans) {
    this.config = config;
    this.host = host;
    this.redis = redis;
    this.hands =
        new HandRuns(
            config,
            redis,
            orders,
            listener::settled,
            order ->
                new IllegalArgumentException(
                    "redis-queue: " + order.fullText() + "; to end that: " + order.command()));
    this.spans = spans;
  }

  /**
   * Puts a new run into its queues.
   *
   * @param given values by parameter; before those of the schedule
   * @throws IllegalArgumentException the order or a value is not one that cl.yaml knows
   */
  public SubmittedRun submit(Order order, Map<String, Object> given) {
    Optional<Schedule> schedule = schedule(order);
    if (schedule.flatMap(Schedule::workflow).isPresent()) {
      throw new IllegalArgumentException(
          "redis-queue: schedule "
              + order.schedule().orElse("")
              + " is a workflow; start it with cl schedule run");
    }
    TaskDefinition task = task(order, schedule);
    Map<String, Object> values = new LinkedHashMap<>();
    schedule.ifPresent(planned -> values.putAll(planned.params()));
    values.putAll(given);
    Binding binding = Parameters.bind(task, List.of(), values);
    if (!binding.isValid()) {
      throw new IllegalArgumentException(
          task.name() + ": " + String.join("; ", binding.problems()));
    }
    List<Target> targets = targets(order, task, schedule);
    Submitter by = new Submitter("camel@" + host, redis.serverTime());
    RunRequest request = RunRequest.byHand(schedule, task, binding.values(), targets, by);
    return hands.submit(List.of(request.within(spans.current())), by.at()).get(0);
  }

  private Optional<Schedule> schedule(Order order) {
    if (order.schedule().isPresent() && order.task().isPresent()) {
      throw new IllegalArgumentException(
          "redis-queue: task= and schedule= given; a schedule has its task");
    }
    return order
        .schedule()
        .map(
            name ->
                Optional.ofNullable(config.schedules().get(name))
                    .orElseThrow(
                        () ->
                            new IllegalArgumentException(
                                "redis-queue: no schedule " + name + " in cl.yaml")));
  }

  private TaskDefinition task(Order order, Optional<Schedule> schedule) {
    String name =
        schedule
            .map(Schedule::task)
            .or(order::task)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "redis-queue: no task= or schedule= to start a run"));
    return config
        .task(name)
        .orElseThrow(
            () -> new IllegalArgumentException("redis-queue: no task " + name + " in cl.yaml"));
  }

  private List<Target> targets(Order order, TaskDefinition task, Optional<Schedule> schedule) {
    List<String> all = schedule.map(Schedule::targets).orElse(List.of(order.role()));
    TargetResolution resolution =
        Targets.resolve(
            config,
            order.hosts().isEmpty() ? all : order.hosts(),
            order.runOn().or(() -> schedule.flatMap(Schedule::runOn)),
            task.name(),
            new Heartbeats(redis).knownHosts());
    if (!resolution.isValid()) {
      throw new IllegalArgumentException(
          resolution.problems().stream()
              .map(problem -> problem.target() + ": " + problem.message())
              .collect(Collectors.joining("; ")));
    }
    List<Target> targets =
        resolution.targets().stream()
            .filter(target -> schedule.isEmpty() || target.role().equals(order.role()))
            .toList();
    if (targets.isEmpty()) {
      throw new IllegalArgumentException(
          "redis-queue: schedule "
              + order.schedule().orElse("")
              + " has no target in role "
              + order.role());
    }
    return targets;
  }
}
