// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import io.celeryroot.beat.Beat;
import io.celeryroot.beat.ManualRuns;
import io.celeryroot.beat.WorkflowRounds;
import io.celeryroot.beat.due.DueClock;
import io.celeryroot.beat.due.DueRuns;
import io.celeryroot.beat.due.HeldBack;
import io.celeryroot.beat.due.SubmissionGate;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Role;
import io.celeryroot.config.RunOn;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.target.TargetNames;
import io.celeryroot.config.workflow.Step;
import io.celeryroot.job.run.SubmittedRun;
import io.celeryroot.job.workflow.WorkflowState;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.monitor.QueueDepthCache;
import io.celeryroot.monitor.health.RedisAvailability;
import io.celeryroot.queue.line.QueueReader;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;

/** Makes the producers of {@code redis-queue:} endpoints. Thread-safe. */
final class RedisQueueProducers {

  /** Header of {@code quartz:}. */
  private static final String FIRED = "scheduledFireTime";

  private final ClConfig config;
  private final DueClock clock;
  private final DueRuns dueRuns;
  private final ManualRuns manualRuns;
  private final WorkflowRounds workflows;
  private final HeldBack held;
  private final RedisAvailability availability;
  private final EngineListener listener;
  private final QueueReader queues;

  RedisQueueProducers(
      ClConfig config,
      Beat beat,
      RedisAvailability availability,
      EngineListener listener,
      QueueReader queues) {
    this.config = config;
    this.clock = beat.clock();
    this.dueRuns = beat.dueRuns();
    this.manualRuns = beat.manualRuns();
    this.workflows = beat.workflows();
    this.held = beat.tenure().held();
    this.availability = availability;
    this.listener = listener;
    this.queues = queues;
  }

  /**
   * Makes the producer of an endpoint.
   *
   * @throws IllegalArgumentException cl.yaml knows no such schedule or role
   */
  RedisQueueProducer of(RedisQueueEndpoint endpoint) {
    return switch (endpoint.getRun()) {
      case "due" -> due(endpoint);
      case "step" -> step(endpoint);
      default -> manual(endpoint);
    };
  }

  private RedisQueueProducer step(RedisQueueEndpoint endpoint) {
    int number = endpoint.getStep();
    Optional<Step> step =
        config
            .workflow(endpoint.getQueue())
            .filter(workflow -> number >= 1 && number <= workflow.steps().size())
            .map(workflow -> workflow.steps().get(number - 1));
    if (step.isEmpty()) {
      throw new IllegalArgumentException(
          "step %d of workflow %s is in the routes but not in cl.yaml; run cl generate-routes"
              .formatted(number, endpoint.getQueue()));
    }
    return producer(
        endpoint,
        workflows.gate(endpoint.getQueue()),
        exchange -> {
          WorkflowState run = exchange.getMessage().getBody(WorkflowState.class);
          exchange.getMessage().setBody(workflows.advance(run, number));
          return Optional.empty();
        },
        roles(step.get().targets()));
  }

  private RedisQueueProducer due(RedisQueueEndpoint endpoint) {
    Schedule schedule = schedule(endpoint);
    List<Role> roles = roles(schedule.allTargets());
    return producer(
        endpoint, dueRuns.gate(schedule.name()), exchange -> fire(schedule, exchange), roles);
  }

  /** The roles of targets; for a host, all that it has. */
  private List<Role> roles(List<String> targets) {
    TargetNames names = new TargetNames(config.roles());
    return targets.stream().flatMap(target -> names.ofTarget(target).stream()).distinct().toList();
  }

  private RedisQueueProducer producer(
      RedisQueueEndpoint endpoint,
      SubmissionGate gate,
      Function<Exchange, Optional<SubmittedRun>> submit,
      List<Role> roles) {
    return new RedisQueueProducer(
        endpoint,
        roles.stream().map(Role::queue).distinct().collect(Collectors.joining(",")),
        gate,
        submit,
        depths(roles),
        isPaused -> roles.forEach(role -> listener.paused(role.name(), isPaused)));
  }

  private Optional<SubmittedRun> fire(Schedule schedule, Exchange exchange) {
    Date fired = exchange.getMessage().getHeader(FIRED, Date.class);
    if (fired != null && clock.fire(schedule, fired.toInstant())) {
      availability.over();
    }
    return Optional.empty();
  }

  /** The schedule of a route. Its targets are those of cl.yaml. */
  private Schedule schedule(RedisQueueEndpoint endpoint) {
    Schedule schedule = config.schedules().get(endpoint.getQueue());
    if (schedule == null) {
      throw new IllegalArgumentException(
          "schedule %s is in the routes but not in cl.yaml; run cl generate-routes"
              .formatted(endpoint.getQueue()));
    }
    return schedule;
  }

  private RedisQueueProducer manual(RedisQueueEndpoint endpoint) {
    Role role = endpoint.role(config);
    ManualRuns.Order order =
        new ManualRuns.Order(
            role.name(),
            Optional.ofNullable(endpoint.getTask()),
            Optional.ofNullable(endpoint.getSchedule()),
            Optional.ofNullable(endpoint.getRunOn())
                .map(text -> RunOn.valueOf(text.toUpperCase(Locale.ROOT))),
            endpoint.hostPatterns());
    SubmissionGate gate = new SubmissionGate(held, endpoint.getEndpointUri());
    return producer(
        endpoint,
        gate,
        exchange -> {
          if (gate.isHeld()) {
            throw new SubmissionPaused(role.queue());
          }
          return Optional.of(gate.count(() -> manualRuns.submit(order, values(exchange))));
        },
        List.of(role));
  }

  private static Map<String, Object> values(Exchange exchange) {
    Map<String, Object> values = new LinkedHashMap<>();
    if (exchange.getMessage().getBody() instanceof Map<?, ?> map) {
      map.forEach((name, value) -> values.put(String.valueOf(name), value));
    }
    return values;
  }

  private QueueDepthCache depths(List<Role> roles) {
    return new QueueDepthCache(
        availability,
        () ->
            roles.stream()
                .flatMap(role -> queues.depths(role.queue(), role.namedHosts()).stream())
                .toList());
  }
}
