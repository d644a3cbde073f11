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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Ends of many runs at a time. Where signatures are required, they are those of the results of the
 * jobs, since counts are not signed; and of the newest runs only, because that takes longer.
 */
public final class LastEnds {

  private static final int MOST_RUNS = 200;
  private static final int MOST_JOBS = 5000;

  private final Redis redis;
  private final ClConfig config;

  /**
   * The ends of runs.
   *
   * @param known by run; one of which nothing is known is left out
   * @param unread runs that were not looked at
   */
  public record Ends(Map<String, EndCounts> known, Set<String> unread) {

    public Ends {
      known = Map.copyOf(known);
      unread = Set.copyOf(unread);
    }
  }

  /**
   * @param redis stays the caller's
   */
  public LastEnds(Redis redis, ClConfig config) {
    this.redis = redis;
    this.config = config;
  }

  /**
   * Reads the ends of runs.
   *
   * @param schedules the runs of each, newest first
   */
  public Ends read(Collection<List<String>> schedules) {
    List<String> runs = inTurns(schedules);
    return redis.seals().isRequired()
        ? believed(runs)
        : new Ends(new RunEnds(redis).read(runs), Set.of());
  }

  /** The newest run of each schedule, then the second of each, and so on. */
  private static List<String> inTurns(Collection<List<String>> schedules) {
    int longest = schedules.stream().mapToInt(List::size).max().orElse(0);
    return IntStream.range(0, longest)
        .boxed()
        .flatMap(i -> schedules.stream().filter(runs -> i < runs.size()).map(runs -> runs.get(i)))
        .toList();
  }

  private Ends believed(List<String> runs) {
    Monitor monitor = new Monitor(redis, config);
    int looked = Math.min(runs.size(), MOST_RUNS);
    Map<String, EndCounts> known = new HashMap<>();
    Set<String> unread = new HashSet<>(runs.subList(looked, runs.size()));
    int jobs = 0;
    Map<String, RunRecord> records = new RunRecords(redis).findAll(runs.subList(0, looked));
    for (String id : runs.subList(0, looked)) {
      RunRecord run = records.get(id);
      int size = run == null ? 0 : run.jobs().size();
      if (jobs + size > MOST_JOBS) {
        unread.add(id);
      } else if (run != null) {
        known.put(id, of(monitor.view(run)));
        jobs += size;
      }
    }
    return new Ends(known, unread);
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
