// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import io.celeryroot.condition.Conditions;
import io.celeryroot.condition.FactUse;
import io.celeryroot.condition.Unmeasurable;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Durations;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.Outcome;
import io.celeryroot.monitor.Spans.OpenSpan;
import io.celeryroot.queue.claim.Begin;
import io.celeryroot.queue.claim.Claim;
import io.celeryroot.task.Parameters;
import io.celeryroot.task.fact.TimeLimit;
import io.celeryroot.task.process.Leftovers;
import io.celeryroot.text.Quote;
import io.celeryroot.text.Shortage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;

/**
 * Runs tasks for facts: through their routes, as jobs run, but for the job that wants to know.
 * Nothing of it is on record. Thread-safe.
 */
final class FactTasks {

  /** Time for the end of a task after its processes were killed. */
  private static final Duration CLOSING = Duration.ofSeconds(3);

  private final WorkerIdentity identity;
  private final ClConfig config;
  private final AttemptRoute route;
  private final JobAttempt.Live live;
  private final Leftovers leftovers = new Leftovers();
  private final Set<JobAttempt> running = ConcurrentHashMap.newKeySet();

  /**
   * @param live surrounds the attempts; their output is not stored
   */
  FactTasks(WorkerIdentity identity, ClConfig config, AttemptRoute route, JobAttempt.Live live) {
    this.identity = identity;
    this.config = config;
    this.route = route;
    this.live = live;
  }

  /** Runs the task of a fact, and returns whether it succeeded. */
  boolean isOk(FactUse use, Claim claim, TimeLimit limit) throws InterruptedException {
    JobOutcome outcome = run(use, claim, limit);
    boolean isOk = outcome.outcome() == Outcome.OK;
    if (!isOk && outcome.exitCode().isEmpty()) {
      throw new Unmeasurable(use, "task " + use.argument() + " " + outcome.text());
    }
    return isOk;
  }

  /** Runs the task of a fact, and returns its output without blanks around it. */
  String output(FactUse use, Claim claim, TimeLimit limit) throws InterruptedException {
    JobOutcome outcome = run(use, claim, limit);
    if (outcome.outcome() != Outcome.OK) {
      throw new Unmeasurable(use, "task " + use.argument() + " " + outcome.text());
    }
    return outcome.stdout().strip();
  }

  private JobOutcome run(FactUse use, Claim claim, TimeLimit limit) throws InterruptedException {
    TaskDefinition task =
        config
            .task(use.argument())
            .filter(known -> identity.role().allowsTask(known.name()))
            .orElseThrow(() -> new Unmeasurable(use, "its task may not run here"));
    JobAttempt attempt = attempt(task, claim);
    leftovers.end(attempt.mark(), task.killAfter());
    running.add(attempt);
    try {
      JobOutcome outcome =
          limit.call(
              () -> route.run(attempt, OpenSpan.NONE),
              () -> attempt.end(JobAttempt.End.TIMED_OUT),
              task.killAfter().plus(CLOSING));
      if (outcome.outcome() == Outcome.TIMED_OUT) {
        Duration longest =
            task.timeout().compareTo(limit.longest()) < 0 ? task.timeout() : limit.longest();
        throw new Unmeasurable(
            use, "task " + task.name() + " took longer than " + Durations.format(longest));
      }
      return outcome;
    } catch (TimeLimit.Exceeded e) {
      throw new Unmeasurable(use, e.getMessage());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof OutOfMemoryError error) {
        throw error;
      }
      Shortage.check(e.getCause());
      throw new Unmeasurable(use, Quote.oneLine(e.getCause().toString(), Admission.LONGEST_REASON));
    } finally {
      running.remove(attempt);
    }
  }

  /** An attempt that has the number of none of the job, and its mark. */
  private JobAttempt attempt(TaskDefinition task, Claim claim) {
    return new JobAttempt(
        new Claim(claim.job().ofFact(task.name()), "", claim.worker(), ""),
        new Admission.Admitted(
            task,
            Parameters.bindOn(config.varsOf(identity.host()), task, List.of(), Map.of()).values(),
            Conditions.NONE),
        identity,
        new Begin.Run(JobAttempt.OF_FACT, 0, Instant.now()),
        live);
  }

  /** Ends the tasks that run. */
  void endAll(JobAttempt.End why) {
    running.forEach(attempt -> attempt.end(why));
  }
}
