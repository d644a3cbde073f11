// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.testing;

import static org.awaitility.Awaitility.await;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Overlap;
import io.celeryroot.config.RunOn;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.config.read.ConfigReader;
import io.celeryroot.config.read.ReadResult;
import io.celeryroot.job.Job;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.RunRequest;
import io.celeryroot.job.run.Runs;
import io.celeryroot.job.run.Targets;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.queue.JobQueues;
import io.celeryroot.queue.Results;
import io.celeryroot.queue.Submission;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.embedded.EmbeddedRedis;
import io.celeryroot.redis.embedded.Lifeline;
import io.celeryroot.runtime.BeatProcess;
import io.celeryroot.runtime.Processes;
import io.celeryroot.runtime.Service;
import io.celeryroot.runtime.ServiceSettings;
import io.celeryroot.runtime.WorkerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A Redis, a cl.yaml, and the workers and Beats that a test starts, in this JVM or as processes of
 * their own. Thread-safe; ends everything it started when it is closed.
 */
public final class TestSite implements AutoCloseable {

  private static final AtomicInteger BEATS = new AtomicInteger();

  private final Optional<Path> directory;
  private final Optional<Path> redisDirectory;
  private final List<String> redisOptions;
  private final FaultProxy network;
  private final ClConfig config;
  private final Queue<Service> services = new ConcurrentLinkedQueue<>();
  private final Queue<TestProcess> processes = new ConcurrentLinkedQueue<>();
  private final AtomicInteger started = new AtomicInteger();
  private final Redis redis;
  private EmbeddedRedis server;

  private TestSite(Builder builder) {
    directory = builder.directory;
    redisDirectory = builder.redisDirectory;
    redisOptions = builder.redisOptions;
    server = EmbeddedRedis.start(redisDirectory, redisOptions);
    network = FaultProxy.before(server.port());
    String url = builder.isDirect ? server.url() : "redis://127.0.0.1:" + network.port();
    String text = "redis: {url: \"%s\"%s}\n%s".formatted(url, builder.settings, builder.clYaml);
    directory.ifPresent(path -> write(path.resolve("cl.yaml"), text));
    config = config(text);
    redis = TestRedis.onlooker(server.url());
    LogsOnFailure.of(this);
  }

  /** A site whose processes reach Redis through {@link #network()}. */
  public static TestSite of(String clYaml) {
    return with(clYaml).start();
  }

  /**
   * A site that is still to be started.
   *
   * @param clYaml all sections but {@code redis:}
   */
  public static Builder with(String clYaml) {
    return new Builder(clYaml);
  }

  /** The content of a file without mistakes. */
  public static ClConfig config(String text) {
    ReadResult result = ConfigReader.read("cl.yaml", text, Map.of(), Optional.empty());
    if (!result.problems().isEmpty()) {
      throw new IllegalArgumentException(result.problems().toString());
    }
    return result.config().orElseThrow();
  }

  public static ClConfig config(String redis, String clYaml) {
    return config("redis: " + redis + "\n" + clYaml);
  }

  public ClConfig config() {
    return config;
  }

  /** The directory of cl.yaml and of the processes. */
  public Path directory() {
    return directory.orElseThrow();
  }

  /** A connection of the test, past {@link #network()}. */
  public Redis redis() {
    return redis;
  }

  /** The server itself, past {@link #network()}. */
  public EmbeddedRedis server() {
    return server;
  }

  /** The network between all processes and Redis. */
  public FaultProxy network() {
    return network;
  }

  public WorkerProcess worker(String host) {
    return worker(host, EngineListener.NONE);
  }

  /** A worker in this JVM that takes jobs. */
  public WorkerProcess worker(String host, EngineListener listener) {
    WorkerProcess worker = Processes.worker(config, host, listener, ServiceSettings.DEFAULT);
    services.add(worker);
    worker.start();
    await("worker " + host).atMost(Duration.ofSeconds(10)).until(worker::takesJobs);
    return worker;
  }

  /** A Beat in this JVM. */
  public BeatProcess beat(EngineListener listener) {
    // Each has a name of its own: Quartz keeps one scheduler for a name in a JVM.
    String host = "beat-" + BEATS.incrementAndGet();
    BeatProcess beat = Processes.beat(config, host, listener, ServiceSettings.DEFAULT);
    services.add(beat);
    beat.start();
    return beat;
  }

  /**
   * The option of a JVM that dies after a step.
   *
   * @param step regular expression; options are words, so each blank becomes a dot
   */
  public static String crashAfter(String step) {
    return "-Dcl.crash=" + step.replace(' ', '.');
  }

  public TestProcess workerProcess(String host, String... jvmOptions) {
    return cl(List.of(jvmOptions), "cl.yaml", "--worker", "--hostname", host);
  }

  public TestProcess workerProcess(String host, Map<String, String> environment) {
    return cl(environment, List.of(), "cl.yaml", "--worker", "--hostname", host);
  }

  public TestProcess beatProcess(String... jvmOptions) {
    return cl(List.of(jvmOptions), "cl.yaml", "--beat");
  }

  public TestProcess beatProcess(Map<String, String> environment) {
    return cl(environment, List.of(), "cl.yaml", "--beat");
  }

  public TestProcess cl(List<String> jvmOptions, String... arguments) {
    return cl(Map.of(), jvmOptions, arguments);
  }

  private TestProcess cl(
      Map<String, String> environment, List<String> jvmOptions, String... arguments) {
    List<String> command = new ArrayList<>(List.of(Distribution.cl().toString()));
    command.addAll(Arrays.asList(arguments));
    Path log = directory().resolve("log-" + started.incrementAndGet());
    ProcessBuilder builder =
        new ProcessBuilder(Lifeline.killed(command))
            .directory(directory().toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("CL_JAVA_OPTS", String.join(" ", jvmOptions));
    builder.environment().remove("CL_CONFIG");
    builder.environment().putAll(environment);
    try {
      TestProcess process =
          new TestProcess("cl " + String.join(" ", arguments), builder.start(), log);
      processes.add(process);
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void stopRedis() {
    server.close();
  }

  /** Starts Redis on its old port, with the data of its directory. */
  public void startRedis() {
    server = EmbeddedRedis.startOn(server.port(), redisDirectory, redisOptions);
    // Notices that the connections of the test are broken too.
    redis.ping();
  }

  /** Kills Redis with {@code kill -9} and starts it in the same directory, on the same port. */
  public synchronized void restartRedis() {
    ProcessHandle.of(server.pid()).ifPresent(ProcessHandle::destroyForcibly);
    stopRedis();
    startRedis();
  }

  /** Submits to roles or hosts and gives the job ids. */
  public List<String> submit(String task, RunOn runOn, String... targets) {
    return submit(task, Map.of(), runOn, targets);
  }

  public List<String> submit(
      String task, Map<String, String> params, RunOn runOn, String... targets) {
    return submit(task, params, targets(task, Optional.of(runOn), List.of(targets)));
  }

  public List<String> submit(String task, Map<String, String> params, List<Target> targets) {
    return submit(RunRequest.ofTask(task(task), params, targets, Runs.submitter()));
  }

  /** Submits one job that must not begin before {@code eta} or wait longer than it may. */
  public String submit(String task, Target target, Optional<Instant> eta, Duration expires) {
    RunRequest request = Runs.byHand(task, List.of(target)).expiringAfter(expires);
    if (eta.isEmpty()) {
      return submit(request).get(0);
    }
    Job job = Records.with(Runs.job(request, redis.serverTime()), "eta", eta);
    new JobQueues(redis, config).enqueue(job.until(eta.get().plus(expires)));
    return job.id();
  }

  /** Submits runs of a schedule that take turns. */
  public List<String> submitInLine(String task, String schedule, String... targets) {
    List<Target> resolved = targets(task, Optional.of(RunOn.ALL), List.of(targets));
    return submit(Runs.byHand(schedule, task, Overlap.QUEUE, resolved));
  }

  /** Submits a run of a schedule for one due instant, as Beat does, and gives its first job. */
  public String submitScheduled(String name, Instant due) {
    Schedule schedule = config.schedules().get(name);
    List<Target> resolved = targets(schedule.task(), schedule.runOn(), schedule.targets());
    return submit(RunRequest.due(schedule, task(schedule.task()), due, resolved, "test")).get(0);
  }

  private List<Target> targets(String task, Optional<RunOn> runOn, List<String> names) {
    return Targets.resolve(config, names, runOn, task, Set.of()).targets();
  }

  /** The task of cl.yaml, or one that no worker knows. */
  private TaskDefinition task(String name) {
    return config.task(name).orElseGet(() -> Runs.task(name));
  }

  public List<String> submit(RunRequest request) {
    return List.copyOf(new Submission(redis, config).submit(request).jobs().keySet());
  }

  public Optional<JobResult> result(String job) {
    return new Results(redis).find(job);
  }

  /** The result of a job that has ended. */
  public JobResult end(String job) {
    return end(job, Duration.ofSeconds(15));
  }

  public JobResult end(String job, Duration atMost) {
    await("end of " + job)
        .atMost(atMost)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> result(job).filter(JobResult::hasEnded).isPresent());
    return result(job).orElseThrow();
  }

  public void awaitStart(String job) {
    await("start of " + job)
        .atMost(TestProcess.PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> result(job).flatMap(JobResult::started).isPresent());
  }

  /** Stops the workers and Beats in this JVM. */
  public void stopServices() {
    services.forEach(Service::close);
    services.clear();
  }

  /** Everything that the processes of this site have printed. */
  String logs() {
    StringBuilder text = new StringBuilder();
    processes.forEach(process -> text.append(process).append('\n'));
    return text.toString();
  }

  @Override
  public void close() {
    services.forEach(Service::close);
    processes.forEach(TestProcess::close);
    processes.forEach(TestProcess::awaitExit);
    redis.close();
    closeNetwork();
    server.close();
  }

  private void closeNetwork() {
    try {
      network.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The choices for a site; each has a default. */
  public static final class Builder {

    private final String clYaml;
    private Optional<Path> directory = Optional.empty();
    private Optional<Path> redisDirectory = Optional.empty();
    private List<String> redisOptions = List.of();
    private String settings = "";
    private boolean isDirect;

    private Builder(String clYaml) {
      this.clYaml = clYaml;
    }

    /** Writes cl.yaml there, and starts processes in it; they reach Redis directly. */
    public Builder in(Path path) {
      directory = Optional.of(path);
      isDirect = true;
      return this;
    }

    /** Has Redis write each change to a directory before it answers. */
    public Builder durable(Path path) {
      redisOptions = List.of("--appendfsync", "always");
      return redisIn(path);
    }

    public Builder redisIn(Path path, String... options) {
      redisDirectory = Optional.of(path);
      redisOptions = options.length == 0 ? redisOptions : List.of(options);
      return this;
    }

    /** Further settings under {@code redis:}, such as {@code timeout: 1s}. */
    public Builder redisSettings(String yaml) {
      settings = ", " + yaml;
      return this;
    }

    public TestSite start() {
      return new TestSite(this);
    }
  }
}
