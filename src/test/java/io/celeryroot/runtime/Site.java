// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.awaitility.Awaitility.await;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.RunOn;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.read.ConfigReader;
import io.celeryroot.config.read.ReadResult;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.RunRequest;
import io.celeryroot.job.run.Runs;
import io.celeryroot.job.run.SubmittedRun;
import io.celeryroot.job.run.Targets;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.queue.Results;
import io.celeryroot.queue.Submission;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.embedded.EmbeddedRedis;
import io.celeryroot.routes.RouteGenerator;
import io.celeryroot.testing.FaultProxy;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A Redis, a cl.yaml and the processes that a test starts. */
final class Site implements AutoCloseable {

  private final EmbeddedRedis server;
  private final ClConfig config;
  private final Redis redis;
  private final List<Service> services = new ArrayList<>();

  private final FaultProxy network;

  private Site(EmbeddedRedis server, FaultProxy network, ClConfig config) {
    this.server = server;
    this.network = network;
    this.config = config;
    this.redis = Redis.connect(config.redis());
  }

  static Site of(String clYaml) {
    EmbeddedRedis server = EmbeddedRedis.start(Optional.empty(), List.of());
    FaultProxy network = FaultProxy.before(server.port());
    return new Site(server, network, config("redis://127.0.0.1:" + network.port(), clYaml));
  }

  static ClConfig config(String url, String clYaml) {
    ReadResult result =
        ConfigReader.read("cl.yaml", "redis: " + url + "\n" + clYaml, Map.of(), Optional.empty());
    if (!result.problems().isEmpty()) {
      throw new IllegalArgumentException(result.problems().toString());
    }
    return result.config().orElseThrow();
  }

  ClConfig config() {
    return config;
  }

  Redis redis() {
    return redis;
  }

  /** Between all processes and Redis. */
  FaultProxy network() {
    return network;
  }

  /** A worker whose jobs must end within a time after its stop. */
  CamelProcess workerWithGrace(String host, Duration grace) {
    CamelProcess worker =
        new CamelProcess(
            "grace-" + host,
            config,
            RouteGenerator.forWorker(
                RouteGenerator.generate(config), WorkerProcess.Identity.of(config, host).roles()),
            Map.of(
                "celeryroot.hostname",
                host,
                "celeryroot.graceMillis",
                String.valueOf(grace.toMillis())),
            CamelProcess.Shared.of(config, EngineListener.NONE, ServiceSettings.DEFAULT));
    worker.start();
    return worker;
  }

  WorkerProcess worker(String host) {
    return worker(host, EngineListener.NONE);
  }

  WorkerProcess worker(String host, EngineListener listener) {
    WorkerProcess worker =
        new WorkerProcess(
            config, WorkerProcess.Identity.of(config, host), listener, ServiceSettings.DEFAULT);
    services.add(worker);
    worker.start();
    await("worker " + host).atMost(Duration.ofSeconds(10)).until(worker::takesJobs);
    return worker;
  }

  BeatProcess beat(EngineListener listener) {
    BeatProcess beat = new BeatProcess(config, "beat1", listener, ServiceSettings.DEFAULT);
    services.add(beat);
    beat.start();
    return beat;
  }

  /** Submits to roles or hosts and gives the job ids. */
  List<String> submit(String task, Map<String, String> params, RunOn runOn, String... targets) {
    List<Target> resolved =
        Targets.resolve(config, List.of(targets), Optional.of(runOn), task, Set.of()).targets();
    return submit(task, params, resolved);
  }

  List<String> submit(String task, Map<String, String> params, List<Target> targets) {
    SubmittedRun run =
        new Submission(redis, config.resultsKept())
            .submit(
                RunRequest.ofTask(
                    config.task(task).orElseThrow(), params, targets, Runs.submitter()));
    return List.copyOf(run.jobs().keySet());
  }

  /** Submits a run of a schedule for one due instant, as Beat does, and gives its first job. */
  String submitScheduled(String name, Instant due) {
    Schedule schedule = config.schedules().get(name);
    RunRequest request =
        RunRequest.due(
            schedule,
            config.task(schedule.task()).orElseThrow(),
            due,
            Targets.resolve(config, schedule.targets(), schedule.runOn(), schedule.task(), Set.of())
                .targets(),
            "test");
    SubmittedRun run = new Submission(redis, config.resultsKept()).submit(request);
    return run.jobs().keySet().iterator().next();
  }

  Optional<JobResult> result(String job) {
    return new Results(redis).find(job);
  }

  /** The result of a job that has ended. */
  JobResult end(String job) {
    return end(job, Duration.ofSeconds(15));
  }

  JobResult end(String job, Duration atMost) {
    await("end of " + job)
        .atMost(atMost)
        .until(() -> result(job).filter(JobResult::hasEnded).isPresent());
    return result(job).orElseThrow();
  }

  void awaitStart(String job) {
    await("start of " + job)
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> result(job).flatMap(JobResult::started).isPresent());
  }

  @Override
  public void close() throws IOException {
    for (Service service : services) {
      service.close();
    }
    redis.close();
    network.close();
    server.close();
  }
}
