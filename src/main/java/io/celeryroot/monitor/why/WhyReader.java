// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.why;

import static io.celeryroot.text.Text.utc;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Durations;
import io.celeryroot.config.Role;
import io.celeryroot.config.Schedule;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.job.run.TargetProblem;
import io.celeryroot.job.run.Targets;
import io.celeryroot.monitor.JobView;
import io.celeryroot.monitor.Monitor;
import io.celeryroot.monitor.RunView;
import io.celeryroot.queue.host.BeatLives;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.queue.schedule.DueDecision;
import io.celeryroot.queue.schedule.DueDecisions;
import io.celeryroot.queue.schedule.ScheduleState;
import io.celeryroot.queue.schedule.ScheduleStates;
import io.celeryroot.redis.Redis;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Answers why something ran, waits, or did not run. Each answer is computed from records; nothing
 * is changed.
 *
 * <p>Thread-safe. Every method throws {@link io.celeryroot.redis.QueueUnavailable} when Redis does
 * not answer.
 */
public final class WhyReader {

  private static final int MISSED_LISTED = 1000;
  private static final String NO_HOST = "no-known-host";

  private final Redis redis;
  private final ClConfig config;
  private final Monitor monitor;
  private final ScheduleStates schedules;
  private final DueDecisions decisions;
  private final JobFactsReader jobs;

  /**
   * @param redis stays the caller's
   */
  public WhyReader(Redis redis, ClConfig config) {
    this.redis = redis;
    this.config = config;
    this.monitor = new Monitor(redis, config);
    this.schedules = new ScheduleStates(redis, config.resultsKept());
    this.decisions = new DueDecisions(redis, config.resultsKept(), () -> {});
    this.jobs = new JobFactsReader(redis, config);
  }

  /**
   * The answer about whatever has a name: a schedule, a workflow, a task, a run or a job. Of a name
   * that the file no longer has, its last runs are told.
   *
   * @param host only its job; empty: all jobs
   * @param at due instant of a schedule, or latest submission of another; empty: the newest
   * @return empty: nothing is on record under that name
   */
  public Optional<Answer> about(String name, Optional<String> host, Optional<Instant> at) {
    if (config.schedules().containsKey(name)) {
      return Optional.of(schedule(config.schedules().get(name), host, at));
    }
    if (config.workflow(name).isPresent() || config.task(name).isPresent()) {
      return Optional.of(task(name, host, at));
    }
    return runOrJob(name, host).or(() -> gone(name, host, at));
  }

  /** The answer about a name that the file no longer has; empty: no run has it. */
  private Optional<Answer> gone(String name, Optional<String> host, Optional<Instant> until) {
    List<RunView> runs =
        monitor.runs(
            GoneWhy.MOST_RUNS,
            id -> RunIds.nameOf(id).equals(name),
            run -> GoneWhy.isOf(name, run) && isUpTo(until, run),
            run -> hasJobOn(host, run));
    Optional<Answer> last = runs.stream().findFirst().map(run -> of(run, host));
    return GoneWhy.of(name, runs, last, config.resultsKept());
  }

  private static boolean isUpTo(Optional<Instant> until, RunRecord run) {
    return until.filter(limit -> run.submitted().isAfter(limit)).isEmpty();
  }

  private static boolean hasJobOn(Optional<String> host, RunView run) {
    return host.isEmpty() || run.jobs().stream().anyMatch(on(host.get()));
  }

  /**
   * The answer about a run, a step of one, or a job.
   *
   * @param id of a run, a step or a job
   * @param host only its job; empty: all jobs
   * @return empty: nothing is on record about it
   */
  public Optional<Answer> runOrJob(String id, Optional<String> host) {
    Optional<RunView> run = monitor.run(id);
    if (run.isPresent()) {
      return Optional.of(of(run.get(), host));
    }
    Optional<RunView> owner = RunIds.runOf(id).flatMap(monitor::run);
    return monitor
        .job(id)
        .map(job -> JobWhy.of(jobs.read(owner, List.of(job)).get(0)))
        .or(() -> unbegun(RunIds.runOf(id).orElse(id)))
        .or(() -> withoutRecord(id, host));
  }

  /** The answer about a run whose record is gone, from those of its jobs that have one. */
  private Optional<Answer> withoutRecord(String run, Optional<String> host) {
    List<JobView> left =
        monitor.jobsLeft(run).stream()
            .filter(job -> host.isEmpty() || on(host.get()).test(job))
            .toList();
    return left.isEmpty()
        ? Optional.empty()
        : Optional.of(RunWhy.withoutRecord(run, jobs.read(Optional.empty(), left)));
  }

  /** The answer about a step that has no jobs yet, so neither a run nor jobs are on record. */
  private Optional<Answer> unbegun(String id) {
    return RunIds.workflowOf(id)
        .flatMap(monitor::run)
        .flatMap(
            run ->
                run.steps().stream()
                    .filter(step -> RunIds.step(run.run().id(), step.number()).equals(id))
                    .filter(step -> step.jobs().isEmpty())
                    .findFirst()
                    .map(step -> RunWhy.unbegun(run, step)));
  }

  private Answer of(RunView run, Optional<String> host) {
    if (host.isEmpty()) {
      return RunWhy.of(run, jobs.read(Optional.of(run), run.jobs()));
    }
    List<JobView> own = run.jobs().stream().filter(on(host.get())).toList();
    return own.isEmpty()
        ? notTargeted(run, host.get())
        : RunWhy.of(run, jobs.read(Optional.of(run), own));
  }

  private static Predicate<JobView> on(String host) {
    return job -> job.host().equals(host) || job.targetLabel().equals(host);
  }

  private Answer notTargeted(RunView run, String host) {
    List<Role> roles = config.rolesOf(host);
    boolean isSeen =
        new Heartbeats(redis).knownHosts().stream().anyMatch(h -> h.name().equals(host));
    String why =
        roles.isEmpty()
            ? "no role of the file has that host"
            : isSeen
                ? "it was not among the targets"
                : "no worker of it was ever seen, so no glob matched it";
    List<Evidence> facts =
        List.of(
            Evidence.at("submitted", run.run().submitted(), "by " + run.run().by()),
            Evidence.of("jobs", String.valueOf(run.jobs().size())),
            Evidence.of(
                "roles of " + host, String.join(", ", roles.stream().map(Role::name).toList())));
    return Answer.of(
        Cause.NOT_TARGETED, run.run().id(), "was not sent to " + host + ": " + why, facts);
  }

  /**
   * The answer about a schedule: about the run of one due instant, or the cause why there is none.
   *
   * @param host only its job; empty: all jobs
   * @param at due instant, or another instant; empty: the newest due instant
   */
  public Answer schedule(Schedule schedule, Optional<String> host, Optional<Instant> at) {
    Instant now = redis.serverTime();
    ScheduleState state = schedules.read(schedule.name());
    if (at.isEmpty() && (state.isPaused() || !schedule.enabled() || schedule.isByHand())) {
      Answer answer = DueWhy.of(facts(schedule, state, Optional.empty(), now));
      return lastRun(state).map(last -> answer.with(List.of(last))).orElse(answer);
    }
    Optional<Instant> due = at.or(() -> LastDue.of(schedule.timetable(), now));
    Optional<RunView> run =
        due.flatMap(instant -> monitor.run(RunIds.due(schedule.name(), instant)));
    return run.map(found -> of(found, host).with(DueWhy.times(schedule, due.orElseThrow(), now)))
        .orElseGet(() -> DueWhy.of(facts(schedule, state, due, now)));
  }

  private Optional<Evidence> lastRun(ScheduleState state) {
    return state.lastRun().flatMap(monitor::run).map(run -> GoneWhy.fact("last run", run));
  }

  private DueFacts facts(
      Schedule schedule, ScheduleState state, Optional<Instant> at, Instant now) {
    Optional<Instant> due = at.filter(schedule.timetable()::isDue);
    Optional<DueDecision> decision =
        due.map(instant -> decisions.fates(schedule.name(), Set.of(instant)).get(instant));
    boolean isMissed =
        due.isPresent() && schedules.missed(schedule.name(), MISSED_LISTED).contains(due.get());
    return new DueFacts(
        schedule,
        state,
        at,
        now,
        decision,
        isMissed,
        new BeatLives(redis).read(),
        unseen(schedule));
  }

  private List<String> unseen(Schedule schedule) {
    List<String> unseen = new ArrayList<>();
    boolean hasTarget = false;
    for (var step : schedule.steps()) {
      var resolution =
          Targets.resolve(
              config,
              step.targets(),
              step.runOn(),
              step.task(),
              new Heartbeats(redis).knownHosts());
      hasTarget |= !resolution.targets().isEmpty();
      resolution.problems().stream()
          .filter(problem -> problem.rule().equals(NO_HOST))
          .map(TargetProblem::target)
          .map(role -> role + " (" + String.join(", ", config.roles().get(role).hostnames()) + ")")
          .forEach(unseen::add);
    }
    return hasTarget ? List.of() : unseen.stream().distinct().toList();
  }

  /**
   * The answer about the newest run of a task or workflow.
   *
   * @param host only its job; the newest run on that host counts; empty: all jobs
   * @param until newest submission; empty: now
   */
  public Answer task(String task, Optional<String> host, Optional<Instant> until) {
    Predicate<RunRecord> runs = run -> run.runs(task) && isUpTo(until, run);
    Optional<RunView> found =
        monitor.runs(1, id -> true, runs, run -> hasJobOn(host, run)).stream()
            .findFirst()
            .or(() -> monitor.runs(1, runs).stream().findFirst());
    return found
        .map(run -> of(run, host))
        .orElseGet(
            () ->
                Answer.of(
                    Cause.NEVER_RUN,
                    (config.task(task).isPresent() ? "task " : "workflow ") + task,
                    "has no run on record%s; records are kept %s"
                        .formatted(
                            until.map(limit -> " up to " + utc(limit)).orElse(""),
                            Durations.format(config.resultsKept())),
                    List.of(Evidence.of("schedules", users(task)))));
  }

  private String users(String task) {
    List<String> users =
        config.schedules().values().stream()
            .filter(schedule -> schedule.tasks().contains(task))
            .map(Schedule::name)
            .toList();
    return users.isEmpty() ? "none runs it" : String.join(", ", users);
  }
}
