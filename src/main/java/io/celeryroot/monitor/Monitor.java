// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Glob;
import io.celeryroot.config.Role;
import io.celeryroot.config.Schedule;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.RunJob;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.job.workflow.WorkflowState;
import io.celeryroot.queue.Results;
import io.celeryroot.queue.RunRecords;
import io.celeryroot.queue.control.ControlState;
import io.celeryroot.queue.control.Controls;
import io.celeryroot.queue.host.Heartbeat;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.queue.line.QueueDepth;
import io.celeryroot.queue.line.QueueReader;
import io.celeryroot.queue.pidbox.ForeignConsumers;
import io.celeryroot.queue.schedule.ScheduleState;
import io.celeryroot.queue.schedule.ScheduleStates;
import io.celeryroot.queue.workflow.WorkflowStates;
import io.celeryroot.redis.Isolated;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Reads the state of the site. Each method takes its own snapshot and changes nothing.
 *
 * <p>Thread-safe. Every method throws {@link QueueUnavailable} when Redis does not answer.
 */
public final class Monitor {

  private static final int MISSED_SHOWN = 5;

  private final Redis redis;
  private final ClConfig config;
  private final Heartbeats heartbeats;
  private final Results results;
  private final RunRecords runs;
  private final WorkflowStates workflows;

  /**
   * @param redis connection; the caller closes it
   */
  public Monitor(Redis redis, ClConfig config) {
    this.redis = redis;
    this.config = config;
    this.heartbeats = new Heartbeats(redis);
    this.results = new Results(redis);
    this.runs = new RunRecords(redis);
    this.workflows = new WorkflowStates(redis, config.resultsKept());
  }

  /** All workers seen within 7 days, by name. */
  public List<ProcessView> workers() {
    return views(heartbeats.workers());
  }

  /** All Beats seen within 7 days, by name. */
  public List<ProcessView> beats() {
    return views(heartbeats.beats());
  }

  private List<ProcessView> views(List<Heartbeat> found) {
    Instant serverTime = redis.serverTime();
    return found.stream().map(beat -> new ProcessView(beat, beat.isAlive(serverTime))).toList();
  }

  /** The queue of each role, in file order. */
  public List<QueueView> queues() {
    List<Heartbeat> workers = heartbeats.workers();
    ControlState orders = new Controls(redis).read();
    return config.roles().values().stream().map(role -> queue(role, workers, orders)).toList();
  }

  private QueueView queue(Role role, List<Heartbeat> workers, ControlState orders) {
    QueueReader queues = new QueueReader(redis);
    return new QueueView(
        role,
        queues.depths(role.queue(), hosts(role, workers)),
        queues.deadCount(role.queue()),
        orders.queue(role.queue()),
        List.of());
  }

  /** The queue of each role, with the workers of Celery that take its jobs, which are asked. */
  public List<QueueView> queuesAndForeign() {
    List<QueueView> queues = queues();
    int database = config.redis().address().database();
    Map<String, List<String>> foreign =
        new ForeignConsumers(redis, database)
            .of(queues.stream().flatMap(queue -> queue.listNames().stream()).toList());
    return queues.stream()
        .map(
            queue ->
                queue.servedBy(
                    queue.listNames().stream()
                        .flatMap(list -> foreign.getOrDefault(list, List.of()).stream())
                        .distinct()
                        .toList()))
        .toList();
  }

  /**
   * Reads the figures of the whole site, except those that cannot be read.
   *
   * @param onSpoiledKey receives each key that holds a foreign value
   */
  public SiteFigures figures(Consumer<QueueUnavailable> onSpoiledKey) {
    Instant serverTime = redis.serverTime();
    Isolated isolated = new Isolated(onSpoiledKey);
    Optional<List<ProcessView>> workers = isolated.get(this::workers);
    Optional<List<ProcessView>> beats = isolated.get(this::beats);
    List<Heartbeat> heartbeatsOfWorkers =
        workers.orElse(List.of()).stream().map(ProcessView::heartbeat).toList();
    Map<String, QueueFigures> queues = new HashMap<>();
    for (Role role : config.roles().values()) {
      isolated
          .get(() -> figures(queue(role, heartbeatsOfWorkers, ControlState.NONE), serverTime))
          .ifPresent(figures -> queues.put(role.name(), figures));
    }
    return new SiteFigures(
        queues,
        workers,
        beats,
        new ScheduleStates(redis, config.resultsKept())
            .readAll(config.schedules().keySet(), onSpoiledKey));
  }

  private QueueFigures figures(QueueView view, Instant serverTime) {
    return new QueueFigures(
        view.lists().stream().mapToLong(QueueDepth::waiting).sum(),
        view.lists().stream().mapToLong(QueueDepth::delayed).sum(),
        view.lists().stream().mapToLong(QueueDepth::claimed).sum(),
        view.dead(),
        new QueueReader(redis)
            .oldest(view.role().queue(), view.lists())
            .map(submitted -> Duration.between(submitted, serverTime)));
  }

  private static List<String> hosts(Role role, List<Heartbeat> workers) {
    Stream<String> named = role.hostnames().stream().filter(name -> !Glob.isGlob(name));
    Stream<String> seen =
        workers.stream().filter(w -> w.roles().contains(role.name())).map(Heartbeat::host);
    Set<String> hosts = new TreeSet<>(Stream.concat(named, seen).toList());
    return List.copyOf(hosts);
  }

  /**
   * Each schedule of cl.yaml, in file order.
   *
   * @param now start of the search for the next due instant
   */
  public List<ScheduleView> schedules(Instant now) {
    ScheduleStates states = new ScheduleStates(redis, config.resultsKept());
    Collection<Schedule> schedules = config.schedules().values();
    Map<String, ScheduleState> remembered = states.readAll(config.schedules().keySet());
    Map<String, RunSummary> lastRuns =
        summaries(remembered.values().stream().flatMap(s -> s.lastRun().stream()).toList());
    return schedules.stream()
        .map(schedule -> view(schedule, remembered.get(schedule.name()), states, lastRuns, now))
        .toList();
  }

  private Map<String, RunSummary> summaries(List<String> ids) {
    Map<String, RunSummary> found = new HashMap<>();
    RunSummaries summaries = new RunSummaries(redis, this::view);
    for (List<String> batch : Redis.batches(ids)) {
      summaries
          .of(runs.findAll(batch).values())
          .forEach(summary -> found.put(summary.run().id(), summary));
    }
    return found;
  }

  private ScheduleView view(
      Schedule schedule,
      ScheduleState state,
      ScheduleStates states,
      Map<String, RunSummary> lastRuns,
      Instant now) {
    return new ScheduleView(
        schedule,
        state,
        ScheduleView.nextRuns(schedule, state, now, 1).stream().findFirst(),
        state.missed() == 0 ? List.of() : states.missed(schedule.name(), MISSED_SHOWN),
        state.lastRun().map(lastRuns::get));
  }

  /**
   * The newest runs, newest first, with their jobs.
   *
   * @param limit maximum number of runs
   * @param filter selects the runs
   */
  public List<RunView> runs(int limit, Predicate<RunRecord> filter) {
    return runs(limit, id -> true, filter, run -> true);
  }

  /**
   * The newest runs that match, newest first, with their jobs. Reads no more than it needs to find
   * them.
   *
   * @param limit maximum number of runs
   * @param ids selects runs by their IDs, before anything of them is read
   * @param filter selects runs by their records, before their results are read
   * @param wanted selects runs by their results
   */
  public List<RunView> runs(
      int limit, Predicate<String> ids, Predicate<RunRecord> filter, Predicate<RunView> wanted) {
    return runs.pages(limit, ids)
        .flatMap(List::stream)
        .filter(filter)
        .map(this::view)
        .filter(wanted)
        .limit(limit)
        .toList();
  }

  /** The runs of workflows that have not ended, the oldest first. */
  public List<WorkflowState> workflows() {
    List<String> live = workflows.live();
    return live.isEmpty() ? List.of() : List.copyOf(workflows.findAll(live).values());
  }

  public Optional<RunView> run(String id) {
    return runs.find(id).map(this::view);
  }

  public RunView view(RunRecord run) {
    return run.isWorkflow()
        ? workflows.find(run.id()).map(state -> view(run, state)).orElse(vanished(run))
        : viewOfTask(run);
  }

  /** A run whose state is not there, or not yet. */
  private static RunView vanished(RunRecord run) {
    return RunView.waiting(run);
  }

  private RunView view(RunRecord run, WorkflowState state) {
    Map<String, JobView> jobs = new LinkedHashMap<>();
    for (int i = 1; i <= state.steps().size(); i++) {
      String step = RunIds.step(run.id(), i);
      for (Target target : state.step(i).targets()) {
        String id = RunIds.job(step, target);
        String task = state.step(i).plan().step().task();
        jobs.put(id, new JobView(id, task, Optional.of(target), Optional.empty()));
      }
    }
    results
        .findAll(jobs.keySet())
        .forEach(
            (id, result) -> jobs.computeIfPresent(id, (i, job) -> job.with(Optional.of(result))));
    return new RunView(run, List.copyOf(jobs.values()), Optional.of(state));
  }

  private RunView viewOfTask(RunRecord run) {
    Map<String, JobResult> found = results.findAll(run.jobs().stream().map(RunJob::id).toList());
    List<JobView> jobs =
        run.jobs().stream()
            .map(
                job ->
                    new JobView(
                        job.id(),
                        run.task(),
                        Optional.of(job.target()),
                        Optional.ofNullable(found.get(job.id()))))
            .toList();
    return RunView.ofTask(run, jobs);
  }

  /**
   * Finds a job by its Celery task ID; finds a job of a foreign client once a worker has begun it.
   */
  public Optional<JobView> job(String id) {
    Optional<JobView> ofRun =
        runs.ofJob(id)
            .flatMap(run -> view(run).jobs().stream().filter(j -> j.id().equals(id)).findFirst());
    return ofRun.or(() -> results.find(id).map(Monitor::ofResult));
  }

  /**
   * The jobs with a record of a run that has none itself, as after Redis has lost its data: of the
   * hosts and roles of the file, and of the workers that were seen since.
   *
   * @param run its ID, or that of a step
   * @return in the order of their IDs
   */
  public List<JobView> jobsLeft(String run) {
    String name = RunIds.nameOf(RunIds.workflowOf(run).orElse(run));
    if (name.equals(run)) {
      return List.of();
    }
    List<String> parts = new ArrayList<>(List.of(run));
    int steps = config.workflow(name).map(workflow -> workflow.steps().size()).orElse(0);
    if (RunIds.workflowOf(run).isEmpty()) {
      IntStream.rangeClosed(1, steps).forEach(step -> parts.add(RunIds.step(run, step)));
    }
    List<Heartbeat> workers = heartbeats.workers();
    Set<String> ids = new TreeSet<>();
    for (Role role : config.roles().values()) {
      for (String part : parts) {
        ids.add(RunIds.job(part, new Target(role.name(), role.queue(), Optional.empty())));
        hosts(role, workers).stream()
            .map(host -> new Target(role.name(), role.queue(), Optional.of(host)))
            .forEach(target -> ids.add(RunIds.job(part, target)));
      }
    }
    return results.findAll(ids).values().stream().map(Monitor::ofResult).toList();
  }

  private static JobView ofResult(JobResult found) {
    return new JobView(found.id(), found.task(), Optional.empty(), Optional.of(found));
  }
}
