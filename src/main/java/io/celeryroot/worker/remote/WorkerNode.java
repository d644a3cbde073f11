// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker.remote;

import io.celeryroot.config.ClConfig;
import io.celeryroot.job.Job;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.JobState;
import io.celeryroot.job.Target;
import io.celeryroot.queue.Cancellations;
import io.celeryroot.queue.Cancelled;
import io.celeryroot.queue.Results;
import io.celeryroot.queue.host.RunningJob;
import io.celeryroot.queue.line.QueueReader;
import io.celeryroot.redis.Redis;
import io.celeryroot.worker.RoleWorker;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The worker of this process, as its remote control sees it. Thread-safe. */
final class WorkerNode {

  /** Most delayed jobs that are shown of one list. */
  private static final int MOST_DELAYED = 100;

  private final String worker;
  private final ClConfig config;
  private final Instant started;
  private final Supplier<List<RoleWorker>> roles;
  private final Supplier<List<RunningJob>> running;
  private final Cancellations cancellations;
  private final Results results;
  private final QueueReader queues;
  private final boolean needsSignatures;

  /**
   * @param worker its name, without {@code celery@}
   * @param started start of this process
   * @param roles workers of its roles that have started
   * @param running jobs that run in this process
   */
  WorkerNode(
      String worker,
      ClConfig config,
      Instant started,
      Supplier<List<RoleWorker>> roles,
      Supplier<List<RunningJob>> running,
      Redis redis) {
    this.worker = worker;
    this.config = config;
    this.started = started;
    this.roles = roles;
    this.running = running;
    this.cancellations = new Cancellations(redis, config.resultsKept());
    this.results = new Results(redis);
    this.queues = new QueueReader(redis);
    this.needsSignatures = redis.seals().isRequired();
  }

  /** Its name among Celery's workers. */
  String name() {
    return "celery@" + worker;
  }

  /** The names by which it may be called. */
  List<String> names() {
    return List.of(name(), worker);
  }

  /** Returns true if it does nothing that nobody has signed. */
  boolean needsSignatures() {
    return needsSignatures;
  }

  ClConfig config() {
    return config;
  }

  Instant started() {
    return started;
  }

  List<RoleWorker> roles() {
    return roles.get();
  }

  /** Its lists, of all roles. */
  List<Target> lists() {
    return roles().stream().flatMap(role -> role.identity().lists().stream()).toList();
  }

  /** Jobs that run now. */
  List<RunningJob> running() {
    return running.get();
  }

  /** Names of the tasks that it may run. */
  List<String> tasks() {
    return config.tasks().keySet().stream()
        .filter(task -> roles().stream().anyMatch(role -> role.identity().role().allowsTask(task)))
        .sorted()
        .toList();
  }

  /** The records of jobs, with secret values masked. */
  Map<String, JobResult> results(Collection<String> ids) {
    return results.findAll(ids);
  }

  /** Delayed jobs of its lists, of each the next ones; not those that were cancelled meanwhile. */
  List<Job> delayed() {
    List<Job> all =
        lists().stream().flatMap(list -> queues.delayed(list, MOST_DELAYED).stream()).toList();
    Map<String, JobResult> results = results(all.stream().map(Job::id).toList());
    return all.stream()
        .filter(
            job -> Optional.ofNullable(results.get(job.id())).filter(JobResult::hasEnded).isEmpty())
        .toList();
  }

  /**
   * Cancels a job, as {@code cl task cancel} does.
   *
   * @param isEnded true: also if it runs
   * @return true: it will not go on
   */
  boolean revoke(String id, boolean isEnded) {
    boolean isRunning =
        results.find(id).filter(result -> result.state() == JobState.STARTED).isPresent();
    return (isEnded || !isRunning) && cancellations.cancel(id, Optional.empty()) != Cancelled.ENDED;
  }
}
