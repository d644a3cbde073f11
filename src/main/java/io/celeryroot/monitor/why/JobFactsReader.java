// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.why;

import io.celeryroot.config.ClConfig;
import io.celeryroot.job.Job;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.Keys;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.job.workflow.StepState;
import io.celeryroot.monitor.JobView;
import io.celeryroot.monitor.RunView;
import io.celeryroot.monitor.StepView;
import io.celeryroot.queue.host.Absences;
import io.celeryroot.queue.host.Heartbeat;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.queue.host.KnownAbsences;
import io.celeryroot.queue.host.Sighting;
import io.celeryroot.queue.host.Sightings;
import io.celeryroot.queue.line.QueueDepth;
import io.celeryroot.queue.line.QueueReader;
import io.celeryroot.redis.Redis;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Collects the records about jobs, in a few round trips for all of them. */
final class JobFactsReader {

  /** Length of a line above which the place of a job in it is not looked up. */
  private static final long LONGEST_LINE = 10_000;

  private final Redis redis;
  private final ClConfig config;

  JobFactsReader(Redis redis, ClConfig config) {
    this.redis = redis;
    this.config = config;
  }

  /** Place of a job in its line. */
  private record Place(Optional<Instant> notBefore, Optional<Integer> ahead) {

    static final Place UNKNOWN = new Place(Optional.empty(), Optional.empty());
  }

  /**
   * The records about some jobs of one run.
   *
   * @param run empty: a foreign client submitted the job
   */
  List<JobFacts> read(Optional<RunView> run, List<JobView> jobs) {
    Instant now = redis.serverTime();
    List<JobView> open = jobs.stream().filter(job -> !job.hasEnded()).toList();
    List<Heartbeat> workers = open.isEmpty() ? List.of() : new Heartbeats(redis).workers();
    Map<String, Sighting> seen = open.isEmpty() ? Map.of() : new Sightings(redis).of(workers, now);
    Map<String, String> markers = markers(open);
    Map<String, String> holders = holders(run, open, markers);
    Map<String, String> waves = waves(run);
    boolean isOne = jobs.size() == 1;
    return jobs.stream()
        .map(
            job -> {
              Optional<String> marker = Optional.ofNullable(markers.get(job.id()));
              Place place =
                  isOne && marker.filter("QUEUED"::equals).isPresent()
                      ? place(job, now)
                      : Place.UNKNOWN;
              return new JobFacts(
                  job,
                  run.map(RunView::run).map(RunRecord::submitted),
                  now,
                  Optional.ofNullable(seen.get(job.host())),
                  workers.stream().filter(worker -> mayTake(worker, job, now)).toList(),
                  marker,
                  Optional.ofNullable(holders.get(job.id())),
                  place.notBefore().or(() -> start(run, job)),
                  place.ahead(),
                  Optional.ofNullable(waves.get(job.id())),
                  isOne ? absences(run, job) : KnownAbsences.NONE);
            })
        .toList();
  }

  /** Absences of the host for which a job waited that has expired. */
  private KnownAbsences absences(Optional<RunView> run, JobView job) {
    Instant from = run.map(view -> view.run().submitted()).orElse(Instant.EPOCH);
    Instant until = job.result().flatMap(JobResult::done).orElse(Instant.MAX);
    boolean isExpired =
        job.result()
            .flatMap(JobResult::outcome)
            .filter(end -> end.outcome() == Outcome.EXPIRED)
            .isPresent();
    return job.target()
        .flatMap(Target::host)
        .filter(host -> isExpired)
        .map(new Absences(redis)::of)
        .orElse(KnownAbsences.NONE)
        .within(from, until);
  }

  private static boolean mayTake(Heartbeat worker, JobView job, Instant now) {
    return worker.isAlive(now)
        && job.target().filter(target -> worker.lists().contains(target.list())).isPresent();
  }

  /** Start of a host within the splay of its schedule. */
  private Optional<Instant> start(Optional<RunView> run, JobView job) {
    return run.map(RunView::run)
        .flatMap(
            record ->
                record
                    .due()
                    .flatMap(
                        due ->
                            record
                                .schedule()
                                .map(config.schedules()::get)
                                .filter(schedule -> schedule.splay().isPresent())
                                .flatMap(
                                    schedule ->
                                        job.target()
                                            .flatMap(Target::host)
                                            .map(host -> schedule.start(due, host)))));
  }

  private Map<String, String> markers(List<JobView> jobs) {
    List<JobView> ours = jobs.stream().filter(job -> job.target().isPresent()).toList();
    Map<String, String> markers = new HashMap<>();
    redis
        .getAll("reading what was queued", ours, job -> Keys.marker(target(job).queue(), job.id()))
        .forEach((job, marker) -> markers.put(job.id(), marker.split(" ", 2)[0]));
    return markers;
  }

  private static Target target(JobView job) {
    return job.target().orElseThrow();
  }

  private Map<String, String> holders(
      Optional<RunView> run, List<JobView> jobs, Map<String, String> markers) {
    Optional<String> schedule = run.map(RunView::run).flatMap(RunRecord::schedule);
    List<JobView> held = jobs.stream().filter(job -> "HELD".equals(markers.get(job.id()))).toList();
    Map<String, String> holders = new HashMap<>();
    if (schedule.isPresent()) {
      redis
          .getAll(
              "reading who holds slots",
              held,
              job -> Keys.slot(target(job).queue(), schedule.get(), target(job).place()))
          .forEach(
              (job, holder) -> {
                // A held job that has got the slot meanwhile waits in line as others do.
                if (job.id().equals(holder)) {
                  markers.put(job.id(), "QUEUED");
                } else {
                  holders.put(job.id(), holder);
                }
              });
    }
    return holders;
  }

  private Place place(JobView job, Instant now) {
    Target target = target(job);
    QueueReader queues = new QueueReader(redis);
    QueueDepth depth = queues.depths(List.of(target)).get(0);
    if (depth.waiting() + depth.delayed() > LONGEST_LINE) {
      return Place.UNKNOWN;
    }
    List<Job> line = queues.waiting(target);
    for (int i = 0; i < line.size(); i++) {
      if (line.get(i).id().equals(job.id())) {
        Optional<Instant> later = line.get(i).eta().filter(eta -> eta.isAfter(now));
        return new Place(later, later.isPresent() ? Optional.empty() : Optional.of(i));
      }
    }
    return Place.UNKNOWN;
  }

  /** The waves that jobs of a workflow wait for, in words. */
  private static Map<String, String> waves(Optional<RunView> run) {
    Map<String, String> waves = new HashMap<>();
    run.map(RunView::steps)
        .orElse(List.of())
        .forEach(
            step -> {
              StepState state = step.state();
              for (int wave = state.wave() + 1; wave <= state.waves(); wave++) {
                for (Target target : state.targetsOf(wave)) {
                  String text =
                      "it is in wave %d of %d, and wave %d runs"
                          .formatted(wave, state.waves(), state.wave());
                  jobOf(step, target).ifPresent(job -> waves.put(job.id(), text));
                }
              }
            });
    return waves;
  }

  private static Optional<JobView> jobOf(StepView step, Target target) {
    return step.jobs().stream()
        .filter(job -> job.target().filter(target::equals).isPresent())
        .filter(job -> job.result().filter(JobResult::hasEnded).isEmpty())
        .findFirst();
  }
}
