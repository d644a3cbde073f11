// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat;

import io.celeryroot.beat.due.DueRuns;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Role;
import io.celeryroot.job.JobState;
import io.celeryroot.job.Keys;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.run.RunJob;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.job.workflow.StepRuns;
import io.celeryroot.job.workflow.WorkflowState;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.queue.Attempts;
import io.celeryroot.queue.RunRecords;
import io.celeryroot.queue.run.RunIndex;
import io.celeryroot.queue.trace.JobTraces;
import io.celeryroot.queue.trace.JobTraces.Sought;
import io.celeryroot.queue.workflow.WorkflowRuns;
import io.celeryroot.redis.Redis;
import io.celeryroot.text.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the jobs of runs until they have ended. A job that two looks find nothing of, neither
 * message nor claim nor result, was taken away by somebody: it is enqueued again, once, if its run
 * was due; else it ends as lost. Looks at a run less often the older it is. Used by one thread.
 */
final class VanishedJobs {

  /** Time for which Beat and workers may still be busy with a run. */
  static final Duration GRACE = Duration.ofMinutes(1);

  private static final Duration SELDOM = Duration.ofMinutes(15);

  /** Runs that are read at a time. */
  private static final int RUNS = 20;

  /** Jobs after which a look ends; the next one goes on. */
  private static final int MOST_JOBS = 20_000;

  /** Deleted runs that one line names. */
  private static final int MOST_NAMED = 50;

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.beat");

  private final ClConfig config;
  private final Redis redis;
  private final DueRuns dueRuns;
  private final WorkflowRuns workflows;
  private final EngineListener listener;
  private final Duration grace;
  private final RunIndex index;
  private final RunRecords records;
  private final BelievedStates states;
  private final JobMending mending;
  private final JobTraces traces;
  private final Map<String, Watched> open = new LinkedHashMap<>();

  /** Queues of the roles whose workers are ours. */
  private final Set<String> own;

  /** Runs of this look whose records were deleted. */
  private final List<String> deleted = new ArrayList<>();

  private Optional<Instant> seen = Optional.empty();

  /**
   * A run that has not ended.
   *
   * @param next time of the next look
   * @param recorded its record is there, until then; the epoch: nobody of ours has seen it
   * @param suspects jobs that the last look found nothing of
   * @param forgotten jobs whose result was deleted, as was told
   */
  private record Watched(
      Instant next, Instant recorded, Set<String> suspects, Set<String> forgotten) {

    static Watched since(Instant next, Instant recorded) {
      return new Watched(next, recorded, Set.of(), Set.of());
    }
  }

  /**
   * @param attempts of that Redis
   * @param dueRuns submits due runs again
   * @param workflows finds those that go on
   * @param listener is told of what was mended
   * @param grace age of a run at the first look, and least time between two
   */
  VanishedJobs(
      ClConfig config,
      Redis redis,
      Attempts attempts,
      DueRuns dueRuns,
      WorkflowRuns workflows,
      EngineListener listener,
      Duration grace) {
    this.config = config;
    this.redis = redis;
    this.dueRuns = dueRuns;
    this.workflows = workflows;
    this.listener = listener;
    this.grace = grace;
    this.index = new RunIndex(redis);
    this.records = new RunRecords(redis);
    this.states = new BelievedStates(redis);
    this.own = queues(config, false);
    this.traces = new JobTraces(redis, queues(config, true)::contains);
    this.mending = new JobMending(config, redis, attempts, dueRuns, listener, traces, states);
  }

  private static Set<String> queues(ClConfig config, boolean isCelery) {
    return config.roles().values().stream()
        .filter(role -> role.isCelery() == isCelery)
        .map(Role::queue)
        .collect(Collectors.toSet());
  }

  /** Looks at the runs that are due for a look. */
  void look() {
    Instant now = redis.serverTimeNow();
    Instant until = now.minus(grace);
    // Whoever writes to Redis may have taken them from the index.
    for (String run : dueRuns.takeFresh()) {
      open.putIfAbsent(run, Watched.since(now.plus(grace), now.plus(config.resultsKept())));
    }
    index
        .pages(RunIndex.PAGE, RunIndex.PAGE, seen, Optional.of(until))
        .flatMap(List::stream)
        .forEach(run -> open.putIfAbsent(run, Watched.since(now, Instant.EPOCH)));
    seen = Optional.of(until);
    List<String> due =
        open.entrySet().stream()
            .filter(run -> !run.getValue().next().isAfter(now))
            .map(Map.Entry::getKey)
            .toList();
    int jobs = 0;
    for (int i = 0; i < due.size() && jobs < MOST_JOBS; i += RUNS) {
      jobs += look(due.subList(i, Math.min(i + RUNS, due.size())), now);
    }
    tellDeleted();
  }

  /** Leaves out jobs of later waves of a step, which have no message yet. */
  private List<Sought> queued(String run, List<Sought> left) {
    if (left.isEmpty() || RunIds.workflowOf(run).isEmpty()) {
      return left;
    }
    Set<Sought> marked = traces.marked(left);
    Set<String> begun = begun(run);
    return left.stream().filter(job -> marked.contains(job) || begun.contains(job.id())).toList();
  }

  /** The jobs of the waves of a step that have begun, whatever became of their markers. */
  private Set<String> begun(String run) {
    return RunIds.workflowOf(run)
        .flatMap(workflows::find)
        .map(flow -> Set.copyOf(StepRuns.queued(flow, run)))
        .orElse(Set.of());
  }

  /** Returns how many jobs the runs have. */
  private int look(List<String> runs, Instant now) {
    Map<String, RunRecord> found = records.findAll(runs);
    runs.stream().filter(run -> !found.containsKey(run) && forget(run, now)).forEach(deleted::add);
    List<String> ids =
        found.values().stream().flatMap(run -> run.jobs().stream()).map(RunJob::id).toList();
    Map<String, JobState> before = states.of(ids);
    Map<String, List<Sought>> left = new LinkedHashMap<>();
    found.forEach((id, run) -> left.put(id, queued(id, left(run, before, now))));
    Set<String> gone = traces.gone(left.values().stream().flatMap(List::stream).toList());
    // What ended in between has left its message.
    Map<String, JobState> after = states.of(gone);
    gone.removeIf(id -> !isOpen(after.get(id)));
    found.forEach((id, run) -> settle(run, left.get(id), gone, before, after, now));
    return ids.size();
  }

  /** Forgets a run without a record, and returns true if it should have one. */
  private boolean forget(String run, Instant now) {
    return now.plus(GRACE).isBefore(Objects.requireNonNull(open.remove(run)).recorded());
  }

  /** Tells of deleted records in one line, since Redis may have lost all of them. */
  private void tellDeleted() {
    if (!deleted.isEmpty()) {
      LOG.warn(
          "run {}: record deleted: Redis was emptied, or restarted without its data, or somebody"
              + " else wrote to it",
          Text.listing(deleted, MOST_NAMED));
      deleted.forEach(run -> listener.foreign("run"));
      deleted.clear();
    }
  }

  private static boolean isOpen(JobState state) {
    return state != null && !state.isTerminal();
  }

  /** Jobs that have not ended, of roles whose lists are ours. */
  private List<Sought> left(RunRecord run, Map<String, JobState> states, Instant now) {
    // Most that have begun end by themselves, or are found with their dead worker.
    boolean isOld = Duration.between(run.submitted(), now).compareTo(SELDOM) > 0;
    return run.jobs().stream()
        .filter(job -> isOpen(states.get(job.id())) && own.contains(job.target().queue()))
        .filter(job -> isOld || states.get(job.id()) == JobState.PENDING)
        .map(job -> new Sought(job.id(), job.target(), run.schedule()))
        .toList();
  }

  private void settle(
      RunRecord run,
      List<Sought> left,
      Set<String> gone,
      Map<String, JobState> before,
      Map<String, JobState> now,
      Instant at) {
    Watched watched = Objects.requireNonNull(open.get(run.id()));
    List<Sought> suspects =
        left.stream()
            .filter(job -> gone.contains(job.id()) && !watched.forgotten().contains(job.id()))
            .toList();
    List<Sought> certain =
        suspects.stream().filter(job -> watched.suspects().contains(job.id())).toList();
    boolean isOver =
        run.jobs().stream().noneMatch(job -> isOpen(before.get(job.id())))
            || (left.isEmpty() && run.submitted().plus(config.resultsKept()).isBefore(at));
    if (isOver && !goesOn(run, at)) {
      open.remove(run.id());
      expire(run);
      return;
    }
    Set<String> forgotten = new HashSet<>(watched.forgotten());
    if (!certain.isEmpty()) {
      forgotten.addAll(mending.mend(run, certain, now));
    }
    Set<String> ids =
        suspects.stream().map(Sought::id).collect(Collectors.toCollection(HashSet::new));
    certain.forEach(job -> ids.remove(job.id()));
    Duration age = Duration.between(run.submitted(), at).dividedBy(4);
    Duration wait =
        !suspects.isEmpty() || age.compareTo(grace) < 0
            ? grace
            : age.compareTo(SELDOM) < 0 ? age : SELDOM;
    // At the end of the line, for a look may end before all have had their turn.
    open.remove(run.id());
    Instant recorded = run.submitted().plus(config.resultsKept());
    open.put(run.id(), new Watched(at.plus(wait), recorded, ids, forgotten));
  }

  /**
   * Looks after a workflow that has not ended: it is in the list of those that go on, and the jobs
   * of its steps are looked after, too.
   *
   * @return false: it has ended, or is none
   */
  private boolean goesOn(RunRecord run, Instant at) {
    Optional<WorkflowState> state =
        run.isWorkflow()
            ? workflows.find(run.id()).filter(flow -> !flow.hasEnded())
            : Optional.empty();
    state.ifPresent(
        flow -> {
          boolean isBack = workflows.listAgain(flow);
          // It may have ended, and left the list, since it was read.
          if (isBack && workflows.find(run.id()).filter(now -> !now.hasEnded()).isPresent()) {
            LOG.warn("run {}: goes on again; somebody else wrote to Redis", run.id());
            listener.foreign("run");
          }
          for (int step = 1; step <= flow.steps().size(); step++) {
            if (flow.step(step).isRunning()) {
              open.putIfAbsent(
                  RunIds.step(run.id(), step), Watched.since(at.plus(grace), Instant.EPOCH));
            }
          }
        });
    return state.isPresent();
  }

  private void expire(RunRecord run) {
    List<String> keys = new ArrayList<>(List.of(Keys.run(run.id()), Keys.ends(run.id())));
    for (RunJob job : run.jobs()) {
      // Celery's workers decide themselves how long their results stay.
      if (own.contains(job.target().queue())) {
        keys.add(Keys.meta(job.id()));
      }
      keys.add(Keys.marker(job.target().queue(), job.id()));
    }
    long count = traces.expire(keys, config.resultsKept());
    if (count > 0) {
      LOG.warn("run {}: somebody took the expiry from {} of its keys; set again", run.id(), count);
      listener.foreign("expiry");
    }
  }
}
