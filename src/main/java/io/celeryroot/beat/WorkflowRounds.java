// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat;

import io.celeryroot.beat.due.HeldBack;
import io.celeryroot.beat.due.SubmissionGate;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.workflow.Step;
import io.celeryroot.config.workflow.Workflow;
import io.celeryroot.job.workflow.WorkflowState;
import io.celeryroot.queue.workflow.WorkflowRuns;
import io.celeryroot.redis.Isolated;
import io.celeryroot.redis.QueueUnavailable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Goes on with the runs of workflows of the whole site, whoever started them. Any number of Beats
 * do so at the same time. Thread-safe.
 */
public final class WorkflowRounds {

  private static final Duration IDLE = Duration.ofSeconds(10);

  private final ClConfig config;
  private final WorkflowRuns runs;
  private final HeldBack held;
  private final Isolated isolated;
  private final Map<String, SubmissionGate> gates = new ConcurrentHashMap<>();

  /**
   * @param held what operators of this process hold back
   * @param onSpoiledKey is told of keys that hold a value of another type
   */
  WorkflowRounds(
      ClConfig config, WorkflowRuns runs, HeldBack held, Consumer<QueueUnavailable> onSpoiledKey) {
    this.held = held;
    this.config = config;
    this.runs = runs;
    this.isolated = new Isolated(onSpoiledKey);
  }

  /**
   * Waits while there are no runs: 10 s, or until somebody {@linkplain #expect() expects} one. An
   * interrupt ends the wait.
   */
  public void await() {
    try {
      runs.awaitRun(IDLE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The runs that have not ended, the oldest first. */
  public List<WorkflowState> live() {
    return isolated.get(runs::live).orElse(List.of());
  }

  /** Says that another process may have started a run. */
  public void expect() {
    runs.expect();
  }

  /** Returns true if a run has the steps that cl.yaml has now, so that their route is its own. */
  public boolean isAsInFile(WorkflowState run) {
    List<String> tasks = run.steps().stream().map(step -> step.plan().step().task()).toList();
    return config
        .workflow(run.name())
        .map(Workflow::steps)
        .filter(steps -> steps.stream().map(Step::task).toList().equals(tasks))
        .isPresent();
  }

  /**
   * Goes on with a run up to a step, unless a later step is in turn.
   *
   * @param step number, 1-based
   * @return the state after it
   */
  public WorkflowState advance(WorkflowState run, int step) {
    boolean isLater = run.current().filter(current -> current > step).isPresent();
    if (run.hasEnded() || isLater || gate(run.name()).isHeld()) {
      return run;
    }
    return isolated.get(() -> runs.advance(run.id(), step).orElse(run)).orElse(run);
  }

  /** Gate of the steps of a workflow; what it holds back goes on afterwards. */
  public SubmissionGate gate(String workflow) {
    return gates.computeIfAbsent(workflow, name -> new SubmissionGate(held, "workflow " + name));
  }
}
