// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor;

import io.celeryroot.job.JobResult;
import io.celeryroot.job.JobState;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.run.RunJob;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.queue.Results;
import io.celeryroot.queue.run.EndCounts;
import io.celeryroot.queue.run.RunEnds;
import io.celeryroot.redis.Redis;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Sums up many runs without their results: by the counts of their ends, and by the states of the
 * jobs of those that go on.
 */
public final class RunSummaries {

  private final RunEnds ends;
  private final Results results;
  private final boolean trustsCounts;
  private final Function<RunRecord, RunView> view;

  /**
   * @param redis stays the caller's
   * @param view reads a run with its results, where the counts do not tell: a workflow, or a run of
   *     an older version
   */
  public RunSummaries(Redis redis, Function<RunRecord, RunView> view) {
    this.ends = new RunEnds(redis);
    this.results = new Results(redis);
    this.trustsCounts = !redis.seals().isRequired();
    this.view = view;
  }

  /** Sums up runs, in their order. */
  public List<RunSummary> of(Collection<RunRecord> runs) {
    return of(runs, ends.read(runs.stream().map(RunRecord::id).toList()));
  }

  /**
   * Sums up runs whose counts were read before.
   *
   * @param counts by run
   */
  public List<RunSummary> of(Collection<RunRecord> runs, Map<String, EndCounts> counts) {
    return sumUp(runs, trustsCounts ? counts : none(runs));
  }

  /** Counts are not signed. */
  private static Map<String, EndCounts> none(Collection<RunRecord> runs) {
    Map<String, EndCounts> none = new HashMap<>();
    runs.forEach(run -> none.put(run.id(), EndCounts.NONE));
    return none;
  }

  private List<RunSummary> sumUp(Collection<RunRecord> runs, Map<String, EndCounts> counts) {
    List<String> open =
        runs.stream()
            .filter(run -> !run.isWorkflow() && !isCounted(run, counts.get(run.id())))
            .flatMap(run -> run.jobs().stream().map(RunJob::id))
            .toList();
    Map<String, Seen> states = new HashMap<>();
    Redis.batches(open).forEach(batch -> states.putAll(states(batch)));
    return runs.stream().map(run -> summary(run, counts.get(run.id()), states)).toList();
  }

  /** The state of a job, with a word for one that has not ended. */
  private record Seen(JobState state, String word) {

    static Seen of(Optional<JobState> state) {
      return new Seen(state.orElse(JobState.FAILURE), RunSummaries.word(state));
    }
  }

  /**
   * The states as they are shown. Those by which decisions are taken leave out that a message which
   * somebody else wrote was refused.
   */
  private Map<String, Seen> states(List<String> jobs) {
    Map<String, Seen> states = new HashMap<>();
    if (trustsCounts) {
      results.states(jobs).forEach((job, state) -> states.put(job, Seen.of(state)));
      return states;
    }
    Map<String, JobResult> found = results.findAll(jobs);
    for (String job : jobs) {
      JobView view = new JobView(job, "", Optional.empty(), Optional.ofNullable(found.get(job)));
      states.put(
          job,
          view.isNotSigned()
              ? new Seen(view.state(), view.kind())
              : Seen.of(Optional.of(view.state())));
    }
    return states;
  }

  private static boolean isCounted(RunRecord run, EndCounts counts) {
    return counts.total() == run.jobs().size();
  }

  private RunSummary summary(RunRecord run, EndCounts counts, Map<String, Seen> states) {
    if (run.isWorkflow()) {
      return RunSummary.read(view.apply(run), counts);
    }
    if (isCounted(run, counts)) {
      return RunSummary.counted(run, counts, Map.of());
    }
    Map<String, Integer> open = new LinkedHashMap<>();
    int ended = 0;
    for (RunJob job : run.jobs()) {
      Seen seen = Objects.requireNonNull(states.get(job.id()));
      if (seen.state().isTerminal()) {
        ended++;
      } else {
        open.merge(seen.word(), 1, Integer::sum);
      }
    }
    return ended == counts.total()
        ? RunSummary.counted(run, counts, open)
        : RunSummary.read(view.apply(run), counts);
  }

  /** The word of {@link JobView#word} for a job that has not ended. */
  private static String word(Optional<JobState> state) {
    return switch (state.orElse(JobState.FAILURE)) {
      case STARTED -> "running";
      case RETRY -> "retrying";
      case PENDING -> "waiting";
      default -> Outcome.LOST.word();
    };
  }
}
