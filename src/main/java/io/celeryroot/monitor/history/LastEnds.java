// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.history;

import io.celeryroot.config.ClConfig;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.monitor.JobView;
import io.celeryroot.monitor.Monitor;
import io.celeryroot.monitor.RunView;
import io.celeryroot.queue.RunRecords;
import io.celeryroot.queue.run.EndCounts;
import io.celeryroot.queue.run.RunEnds;
import io.celeryroot.redis.Redis;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Ends of many runs at a time. Where signatures are required, they are those of the results of the
 * jobs, since counts are not signed; and of the first runs only, because that takes longer.
 */
public final class LastEnds {

  private static final int MOST_RUNS = 200;
  private static final int MOST_JOBS = 5000;

  private final Redis redis;
  private final ClConfig config;

  /**
   * @param redis stays the caller's
   */
  public LastEnds(Redis redis, ClConfig config) {
    this.redis = redis;
    this.config = config;
  }

  /** The ends of runs, in their order; a run of which nothing is known is left out. */
  public Map<String, EndCounts> read(Collection<String> runs) {
    return redis.seals().isRequired() ? believed(runs) : new RunEnds(redis).read(runs);
  }

  private Map<String, EndCounts> believed(Collection<String> runs) {
    Monitor monitor = new Monitor(redis, config);
    Map<String, RunRecord> records =
        new RunRecords(redis).findAll(runs.stream().limit(MOST_RUNS).toList());
    Map<String, EndCounts> ends = new LinkedHashMap<>();
    int jobs = 0;
    for (Map.Entry<String, RunRecord> run : records.entrySet()) {
      jobs += run.getValue().jobs().size();
      if (jobs > MOST_JOBS) {
        break;
      }
      ends.put(run.getKey(), of(monitor.view(run.getValue())));
    }
    return ends;
  }

  private static EndCounts of(RunView run) {
    List<JobResult> ended =
        run.jobs().stream()
            .filter(JobView::hasEnded)
            .flatMap(job -> job.result().stream())
            .toList();
    List<JobOutcome> outcomes = ended.stream().flatMap(job -> job.outcome().stream()).toList();
    Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
    outcomes.forEach(end -> counts.merge(end.outcome(), 1, Integer::sum));
    Optional<Duration> longest =
        outcomes.stream().map(JobOutcome::duration).max(Comparator.naturalOrder());
    Optional<Instant> last =
        outcomes.stream()
            .map(end -> end.started().plus(end.duration()))
            .max(Comparator.naturalOrder());
    return new EndCounts(counts, longest, last);
  }
}
