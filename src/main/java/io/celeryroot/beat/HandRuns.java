// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat;

import io.celeryroot.beat.notify.ScheduleNews;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.target.TargetNames;
import io.celeryroot.config.workflow.Step;
import io.celeryroot.job.JobListener;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.KnownHost;
import io.celeryroot.job.run.RunRequest;
import io.celeryroot.job.run.SubmittedRun;
import io.celeryroot.job.run.Targets;
import io.celeryroot.job.workflow.WorkflowState;
import io.celeryroot.queue.Submission;
import io.celeryroot.queue.control.ControlOrder;
import io.celeryroot.queue.control.ControlState;
import io.celeryroot.queue.control.Controls;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.queue.host.KnownQueues;
import io.celeryroot.queue.workflow.WorkflowRuns;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** The one way to submit a run that somebody asks for, beside those that clocks do. Thread-safe. */
public final class HandRuns {

  private final ClConfig config;
  private final Redis redis;
  private final Supplier<ControlState> orders;
  private final ScheduleNews news;
  private final Submission submission;
  private final Function<ControlOrder, RuntimeException> refusal;
  private final Set<String> noted = ConcurrentHashMap.newKeySet();

  /**
   * @param orders of operators
   * @param ends is told of jobs that are skipped
   * @param refusal thrown where an order drains a queue; then nothing was submitted
   */
  public HandRuns(
      ClConfig config,
      Redis redis,
      Supplier<ControlState> orders,
      JobListener ends,
      Function<ControlOrder, RuntimeException> refusal) {
    this.config = config;
    this.redis = redis;
    this.orders = orders;
    this.news = new ScheduleNews(config, redis);
    this.submission = new Submission(redis, config, ends);
    this.refusal = refusal;
  }

  /** Submits a run. */
  public SubmittedRun submit(RunRequest request) {
    return prepare(request).get();
  }

  /**
   * Prepares a run, for a caller that must know whether some of its jobs may be queued.
   *
   * @return queues the jobs; before that call none is
   */
  public Supplier<SubmittedRun> prepare(RunRequest request) {
    Instant now = redis.serverTime();
    prepare(List.of(request));
    return () -> queue(List.of(request), now).get(0);
  }

  /**
   * Submits several runs in about as many round trips as one.
   *
   * @param now Redis server time
   */
  public List<SubmittedRun> submit(List<RunRequest> requests, Instant now) {
    prepare(requests);
    return queue(requests, now);
  }

  private void prepare(List<RunRequest> requests) {
    List<Target> targets = requests.stream().flatMap(run -> run.targets().stream()).toList();
    refuseDrained(targets);
    note(targets);
    requests.forEach(run -> news.watch(run.schedule(), run.task(), run.run()));
  }

  private List<SubmittedRun> queue(List<RunRequest> requests, Instant now) {
    return submission.submit(requests, now, run -> target -> Optional.empty(), run -> false);
  }

  /** Starts a run of a workflow, and tells Beats, which go on with it. */
  public SubmittedRun start(WorkflowState run) {
    List<Step> steps = run.openSteps();
    refuseDrainedSteps(steps);
    noteSteps(steps);
    news.watch(run.schedule(), run.name(), run.id());
    SubmittedRun started = new WorkflowRuns(redis, config).start(run);
    try {
      new Controls(redis).tell();
    } catch (QueueUnavailable e) {
      // It has started; Beats find it within 10 s.
    }
    return started;
  }

  /** Refuses targets whose queue takes no new job, for a caller that must know beforehand. */
  public void refuseDrained(Collection<Target> targets) {
    refuse(orders.get(), targets);
  }

  /** Refuses steps with a queue that takes no new job, for a caller that must know beforehand. */
  public void refuseDrainedSteps(List<Step> steps) {
    ControlState now = orders.get();
    if (!now.queues().isEmpty()) {
      Set<KnownHost> known = new Heartbeats(redis).knownHosts();
      steps.forEach(
          step ->
              refuse(
                  now,
                  Targets.resolve(config, step.targets(), step.runOn(), step.task(), known)
                      .targets()));
    }
  }

  private void refuse(ControlState now, Collection<Target> targets) {
    for (Target target : targets) {
      now.drains(target.queue())
          .ifPresent(
              order -> {
                throw refusal.apply(order);
              });
    }
  }

  /** Remembers the queues of all steps; a host has those of all its roles. */
  private void noteSteps(List<Step> steps) {
    TargetNames names = new TargetNames(config.roles());
    Map<String, String> roles = new HashMap<>();
    steps.stream()
        .flatMap(step -> step.targets().stream())
        .flatMap(target -> names.ofTarget(target).stream())
        .forEach(role -> roles.put(role.queue(), role.name()));
    note(roles);
  }

  /** Remembers queues, so that their jobs are found when the file does not have them any more. */
  private void note(List<Target> targets) {
    Map<String, String> roles = new HashMap<>();
    targets.forEach(target -> roles.put(target.queue(), target.role()));
    note(roles);
  }

  private void note(Map<String, String> roles) {
    roles.keySet().removeAll(noted);
    if (!roles.isEmpty()) {
      new KnownQueues(redis).note(roles);
      noted.addAll(roles.keySet());
    }
  }
}
