// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import io.celeryroot.beat.PlannedRun;
import io.celeryroot.config.Glob;
import io.celeryroot.config.RunOn;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.RunJob;
import io.celeryroot.job.run.RunRequest;
import io.celeryroot.job.run.SubmittedRun;
import io.celeryroot.job.run.Submitter;
import io.celeryroot.job.run.TargetResolution;
import io.celeryroot.job.run.Targets;
import io.celeryroot.monitor.QueueDepthCache;
import io.celeryroot.queue.QueueDepth;
import io.celeryroot.redis.Isolated;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.task.Binding;
import io.celeryroot.task.Parameters;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedOperation;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.support.DefaultAsyncProducer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts jobs into the queues of a role: those of a run that Beat has named, or, in any other route,
 * a new run by hand of {@code task}, or of {@code schedule} in the schedule's place, whose
 * parameters are the body (a map; nothing else is read).
 *
 * <p>It works on the caller's thread. Camel calls it as an asynchronous one, because in JMX it
 * shows a bridge in the place of any other.
 */
@ManagedResource(description = "Puts jobs into Redis")
public final class RedisQueueProducer extends DefaultAsyncProducer {

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.beat");

  private final AtomicLong submitted = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final QueueDepthCache depths;
  private final AtomicBoolean isPaused = new AtomicBoolean();
  private volatile String lastSubmission = "";

  RedisQueueProducer(RedisQueueEndpoint endpoint) {
    super(endpoint);
    this.depths =
        new QueueDepthCache(
            endpoint.celeryroot().outage(),
            () ->
                endpoint
                    .celeryroot()
                    .queues()
                    .depths(endpoint.getQueue(), endpoint.definition().namedHosts()));
  }

  @Override
  public RedisQueueEndpoint getEndpoint() {
    return (RedisQueueEndpoint) super.getEndpoint();
  }

  @Override
  public boolean process(Exchange exchange, AsyncCallback callback) {
    try {
      enqueueUnlessPaused(exchange);
    } catch (RuntimeException e) {
      exchange.setException(e);
    }
    callback.done(true);
    return true;
  }

  private void enqueueUnlessPaused(Exchange exchange) {
    if (isPaused.get()) {
      throw new SubmissionPaused(getEndpoint().getQueue());
    }
    try {
      enqueue(exchange);
    } catch (RuntimeException e) {
      failed.incrementAndGet();
      throw e;
    }
  }

  private void enqueue(Exchange exchange) {
    PlannedRun planned = exchange.getProperty(ExchangeKeys.RUN, PlannedRun.class);
    if (planned != null) {
      enqueue(planned);
    } else {
      exchange.getMessage().setBody(submit(exchange.getMessage().getBody()));
    }
    lastSubmission = Instant.now().toString();
  }

  private void enqueue(PlannedRun planned) {
    planned.left().stream()
        .filter(job -> isOurs(job.target()))
        .forEach(job -> Isolated.run(() -> enqueue(planned, job), this::leave));
  }

  private void enqueue(PlannedRun planned, RunJob job) {
    Celeryroot celeryroot = getEndpoint().celeryroot();
    planned.enqueue(job, celeryroot.submission(), celeryroot.spans().current());
    submitted.incrementAndGet();
  }

  /** The jobs of other hosts and roles go on; what is left fails the last step of the run. */
  private void leave(QueueUnavailable spoiledKey) {
    failed.incrementAndGet();
    getEndpoint().celeryroot().outage().failed(spoiledKey);
  }

  private boolean isOurs(Target target) {
    boolean isOurRole = target.role().equals(getEndpoint().definition().name());
    return isOurRole
        && target
            .host()
            .map(host -> getEndpoint().hostPatterns().stream().anyMatch(p -> Glob.matches(p, host)))
            .orElse("any".equals(getEndpoint().getRunOn()));
  }

  private Object submit(Object body) {
    Celeryroot celeryroot = getEndpoint().celeryroot();
    Optional<Schedule> schedule = schedule(celeryroot);
    TaskDefinition task = task(celeryroot, schedule);
    Map<String, Object> values = new LinkedHashMap<>();
    schedule.ifPresent(planned -> values.putAll(planned.params()));
    if (body instanceof Map<?, ?> map) {
      map.forEach((name, value) -> values.put(String.valueOf(name), value));
    }
    Binding binding = Parameters.bindValues(task, List.of(), values);
    if (!binding.isValid()) {
      throw new IllegalArgumentException(
          task.name() + ": " + String.join("; ", binding.problems()));
    }
    List<Target> targets = targets(celeryroot, task, schedule);
    Submitter by = new Submitter("camel@" + celeryroot.hostname(), celeryroot.redis().serverTime());
    RunRequest request =
        schedule
            .map(s -> RunRequest.ofSchedule(s, task, binding.values(), targets, by))
            .orElseGet(() -> RunRequest.ofTask(task, binding.values(), targets, by));
    SubmittedRun run = celeryroot.submission().submit(request.within(celeryroot.spans().current()));
    submitted.addAndGet(run.jobs().size());
    return run;
  }

  private Optional<Schedule> schedule(Celeryroot celeryroot) {
    Optional<String> name = Optional.ofNullable(getEndpoint().getSchedule());
    if (name.isPresent() && getEndpoint().getTask() != null) {
      throw new IllegalArgumentException(
          "redis-queue: task= and schedule= given; a schedule has its task");
    }
    Map<String, Schedule> schedules = celeryroot.config().schedules();
    name.filter(wanted -> !schedules.containsKey(wanted))
        .ifPresent(
            wanted -> {
              throw new IllegalArgumentException(
                  "redis-queue: no schedule " + wanted + " in cl.yaml");
            });
    return name.map(schedules::get);
  }

  private TaskDefinition task(Celeryroot celeryroot, Optional<Schedule> schedule) {
    String name = schedule.map(Schedule::task).orElse(getEndpoint().getTask());
    return Optional.ofNullable(name)
        .flatMap(celeryroot.config()::task)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    name == null
                        ? "redis-queue: no run to enqueue, and no task= or schedule= to start one"
                        : "redis-queue: no task " + name + " in cl.yaml"));
  }

  private List<Target> targets(
      Celeryroot celeryroot, TaskDefinition task, Optional<Schedule> schedule) {
    Optional<RunOn> runOn =
        Optional.ofNullable(getEndpoint().getRunOn())
            .map(text -> RunOn.valueOf(text.toUpperCase(Locale.ROOT)))
            .or(() -> schedule.flatMap(Schedule::runOn));
    String role = getEndpoint().definition().name();
    List<String> hosts = getEndpoint().hostPatterns();
    List<String> ofSchedule = schedule.map(Schedule::targets).orElse(List.of(role));
    TargetResolution resolution =
        Targets.resolve(
            celeryroot.config(),
            hosts.isEmpty() ? ofSchedule : hosts,
            runOn,
            task.name(),
            celeryroot.heartbeats().knownHosts());
    if (!resolution.isValid()) {
      throw new IllegalArgumentException(
          resolution.problems().stream()
              .map(problem -> problem.target() + ": " + problem.message())
              .collect(Collectors.joining("; ")));
    }
    List<Target> targets =
        resolution.targets().stream()
            .filter(target -> schedule.isEmpty() || target.role().equals(role))
            .toList();
    if (targets.isEmpty()) {
      throw new IllegalArgumentException(
          "redis-queue: schedule "
              + getEndpoint().getSchedule()
              + " has no target in role "
              + role);
    }
    return targets;
  }

  @ManagedAttribute(description = "Redis list of the role; hosts have theirs beside it")
  public String getQueue() {
    return getEndpoint().getQueue();
  }

  @ManagedAttribute(
      description = "Jobs in line in all lists of the role; -1: Redis does not answer")
  public long getDepth() {
    return depths.sum(QueueDepth::waiting);
  }

  @ManagedAttribute(description = "Jobs of the role that workers hold; -1: Redis does not answer")
  public long getClaimedJobs() {
    return depths.sum(QueueDepth::claimed);
  }

  @ManagedAttribute(description = "Runs that could not be queued; Beat tries them again")
  public long getFailedSubmissions() {
    return failed.get();
  }

  @ManagedAttribute(description = "When a run was last queued, in UTC; empty: not yet")
  public String getLastSubmission() {
    return lastSubmission;
  }

  @ManagedAttribute(description = "Whether it queues nothing until it is told to")
  public boolean isPaused() {
    return isPaused.get();
  }

  @ManagedOperation(description = "Queues nothing; Beat keeps what is due and queues it later")
  public void pauseSubmitting() {
    LOG.info("queue {}: paused by an operator", getQueue());
    pause(true);
  }

  @ManagedOperation(description = "Queues again; Beat sees to what was due within a minute")
  public void resumeSubmitting() {
    LOG.info("queue {}: resumed by an operator", getQueue());
    pause(false);
  }

  private void pause(boolean isWanted) {
    if (isPaused.getAndSet(isWanted) != isWanted) {
      getEndpoint().celeryroot().listener().paused(getEndpoint().definition().name(), isWanted);
    }
  }

  @ManagedAttribute(description = "Jobs that were put into a queue, or found to be there already")
  public long getSubmittedJobs() {
    return submitted.get();
  }
}
