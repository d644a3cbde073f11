// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat.notify;

import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.JobState;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.notify.RunState;
import io.celeryroot.job.notify.RunState.Trouble;
import io.celeryroot.job.run.RunJob;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.job.workflow.Ending;
import io.celeryroot.job.workflow.WorkflowState;
import io.celeryroot.queue.Results;
import io.celeryroot.queue.RunRecords;
import io.celeryroot.queue.workflow.WorkflowStates;
import io.celeryroot.redis.Redis;
import io.celeryroot.text.BoundedMap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads how runs stand, in batches: first the states of their jobs, then the results of those that
 * did not end well, each once. Confined to one thread at a time.
 */
final class RunStates {

  private static final int REMEMBERED = 10_000;
  private static final int PAGE = 50;

  private final RunRecords records;
  private final Results results;
  private final WorkflowStates workflows;

  /** Bad ends that were read, by job; empty: it is none that people are told of. */
  private final Map<String, Optional<Trouble>> read = new BoundedMap<>(REMEMBERED);

  RunStates(Redis redis, Duration resultsKept) {
    this.records = new RunRecords(redis);
    this.results = new Results(redis);
    this.workflows = new WorkflowStates(redis, resultsKept);
  }

  /** The states of runs, by ID; one without a record is left out. */
  Map<String, RunState> read(Collection<String> ids) {
    Map<String, RunRecord> found = records.findAll(ids);
    Map<String, Optional<JobState>> states =
        results.states(
            found.values().stream().flatMap(run -> run.jobs().stream().map(RunJob::id)).toList());
    learn(states);
    Map<String, WorkflowState> flows =
        workflows.findAll(
            found.values().stream().filter(RunRecord::isWorkflow).map(RunRecord::id).toList());
    Map<String, RunState> all = new LinkedHashMap<>();
    found.forEach(
        (id, run) -> {
          if (!run.isWorkflow()) {
            all.put(id, ofJobs(run, states));
          } else if (flows.containsKey(id)) {
            all.put(id, ofWorkflow(run, flows.get(id)));
          }
        });
    return all;
  }

  /** Reads the results of jobs that may not have ended well. */
  private void learn(Map<String, Optional<JobState>> states) {
    List<String> unknown = new ArrayList<>();
    states.forEach(
        (job, state) -> {
          boolean isBad =
              state.filter(s -> s == JobState.FAILURE || s == JobState.REVOKED).isPresent();
          if (isBad && !read.containsKey(job)) {
            unknown.add(job);
          }
        });
    for (int from = 0; from < unknown.size(); from += PAGE) {
      List<String> page = unknown.subList(from, Math.min(from + PAGE, unknown.size()));
      results.findAll(page).forEach((job, result) -> read.put(job, trouble(result)));
    }
  }

  private static Optional<Trouble> trouble(JobResult result) {
    Outcome outcome =
        result
            .outcome()
            .map(JobOutcome::outcome)
            .orElse(result.state() == JobState.REVOKED ? Outcome.CANCELLED : Outcome.FAILED);
    String reason = result.outcomeText().isEmpty() ? outcome.word() : result.outcomeText();
    return RunState.event(outcome).map(event -> new Trouble(event, result.host(), reason));
  }

  private RunState ofJobs(RunRecord run, Map<String, Optional<JobState>> states) {
    boolean isOpen = false;
    boolean isCancelled = false;
    List<Trouble> troubles = new ArrayList<>();
    List<String> good = new ArrayList<>();
    for (RunJob job : run.jobs()) {
      Optional<JobState> state = states.getOrDefault(job.id(), Optional.empty());
      isOpen |= state.filter(JobState::isTerminal).isEmpty();
      if (state.filter(JobState.SUCCESS::equals).isPresent()) {
        good.add(job.id());
      }
      Optional<Trouble> known = read.get(job.id());
      if (known != null) {
        known.ifPresent(trouble -> troubles.add(at(job, trouble)));
        isCancelled |= known.isEmpty();
      }
    }
    boolean hasOk = !isOpen && troubles.isEmpty() && hasRun(good);
    return new RunState(
        run.id(),
        run.schedule(),
        run.task(),
        run.due(),
        run.submitted(),
        run.jobs().size(),
        !isOpen,
        hasOk,
        isCancelled,
        troubles);
  }

  /** The host is that of the target: a job that was not run has none of its own. */
  private static Trouble at(RunJob job, Trouble trouble) {
    String host = job.target().host().orElse(trouble.host());
    return new Trouble(
        trouble.event(), host.isEmpty() ? job.target().role() : host, trouble.reason());
  }

  /** Returns true if one of these jobs was not skipped. */
  private boolean hasRun(List<String> jobs) {
    int from = 0;
    int size = 1;
    while (from < jobs.size()) {
      List<String> page = jobs.subList(from, Math.min(from + size, jobs.size()));
      boolean hasOk =
          results.findAll(page).values().stream()
              .flatMap(result -> result.outcome().stream())
              .anyMatch(outcome -> outcome.outcome() == Outcome.OK);
      if (hasOk) {
        return true;
      }
      from += size;
      size = PAGE;
    }
    return false;
  }

  private static RunState ofWorkflow(RunRecord run, WorkflowState flow) {
    Optional<Ending> end = flow.end();
    List<Trouble> troubles =
        end.stream()
            .flatMap(
                ending ->
                    RunState.event(ending.outcome())
                        .map(event -> new Trouble(event, "", ending.text()))
                        .stream())
            .toList();
    Optional<Outcome> outcome = end.map(Ending::outcome);
    return new RunState(
        run.id(),
        run.schedule(),
        flow.name(),
        run.due(),
        run.submitted(),
        flow.steps().size(),
        flow.hasEnded(),
        outcome.filter(Outcome.OK::equals).isPresent(),
        outcome.filter(Outcome.CANCELLED::equals).isPresent(),
        troubles);
  }
}
