// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.chaos;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Overlap;
import io.celeryroot.config.RunOn;
import io.celeryroot.config.read.ConfigReader;
import io.celeryroot.config.read.ReadResult;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.RunRequest;
import io.celeryroot.job.run.Runs;
import io.celeryroot.job.run.Targets;
import io.celeryroot.queue.Submission;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.embedded.EmbeddedRedis;
import io.celeryroot.testing.Distribution;
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
 * A Redis, a cl.yaml and the processes that a test starts and kills. Thread-safe; ends everything
 * it started when it is closed.
 */
final class LiveSite implements AutoCloseable {

  /** Tasks that write down each execution: job id, attempt. */
  static final String TASKS =
      """
      tasks:
        note: {script: '. "$NOTES.sh"; echo "$CL_JOB_ID $CL_ATTEMPT" >>"$NOTES"; sleep 0.05', env: {NOTES: "%1$s"}}
        flaky:
          script: '. "$NOTES.sh"; echo "$CL_JOB_ID $CL_ATTEMPT" >>"$NOTES"; test "$CL_ATTEMPT" -gt 1'
          env: {NOTES: "%1$s"}
          retries: {max: 3, delay: 1s, jitter: 0}
        hold: {script: '. "$NOTES.sh"; echo "$CL_JOB_ID $CL_ATTEMPT" >>"$NOTES"; sleep 3', env: {NOTES: "%1$s"}}
        slow: {script: '. "$NOTES.sh"; echo "$CL_JOB_ID $CL_ATTEMPT" >>"$NOTES"; sleep 20', env: {NOTES: "%1$s"}}
        long: {script: '. "$NOTES.sh"; echo "$CL_JOB_ID $CL_ATTEMPT" >>"$NOTES"; sleep 100', env: {NOTES: "%1$s"}}
        longonce:
          script: '. "$NOTES.sh"; echo "$CL_JOB_ID $CL_ATTEMPT" >>"$NOTES"; sleep 100'
          env: {NOTES: "%1$s"}
          on_lost: fail
        once:
          script: '. "$NOTES.sh"; echo "$CL_JOB_ID $CL_ATTEMPT" >>"$NOTES"; sleep 3'
          env: {NOTES: "%1$s"}
          on_lost: fail
        reboot:
          script: '. "$NOTES.sh"; echo "$CL_JOB_ID $CL_ATTEMPT" >>"$NOTES"; sleep 20'
          env: {NOTES: "%1$s"}
          on_lost: fail
      """;

  /**
   * Read by each task: writes down when another process of the same schedule is at work, also one
   * that a killed worker left.
   */
  private static final String ALONE =
      """
      if [ -n "$CL_SCHEDULE" ]; then
        mkdir -p "$NOTES.busy"
        : >"$NOTES.busy/$CL_SCHEDULE.$$"
        for other in "$NOTES.busy/$CL_SCHEDULE".*; do
          pid=${other##*.}
          if [ "$pid" != $$ ] && grep -q '^State:.[^ZX]' "/proc/$pid/status" 2>/dev/null; then
            echo "$CL_JOB_ID beside $other" >>"$NOTES.overlaps"
          fi
        done
      fi
      """;

  private final Path directory;
  private final List<String> redisOptions;
  private final Optional<Path> redisDirectory;
  private final Path launcher = Distribution.cl();
  private final ClConfig config;
  private final Queue<LiveProcess> processes = new ConcurrentLinkedQueue<>();
  private final AtomicInteger started = new AtomicInteger();
  private EmbeddedRedis server;
  private final Redis redis;

  private LiveSite(
      Path directory, Optional<Path> redisDirectory, List<String> redisOptions, String clYaml) {
    this.directory = directory;
    this.redisDirectory = redisDirectory;
    this.redisOptions = redisOptions;
    this.server = EmbeddedRedis.start(redisDirectory, redisOptions);
    String text =
        "redis: {url: \"" + server.url() + "\"}\n" + clYaml + TASKS.formatted(notesFile());
    try {
      Files.writeString(directory.resolve("cl.yaml"), text);
      Files.writeString(directory.resolve("notes.sh"), ALONE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.config = read(text);
    this.redis = Redis.connect(config.redis());
    LogsOnFailure.of(this);
  }

  /**
   * A site whose Redis forgets everything with its process.
   *
   * @param clYaml {@code workers:} and {@code schedules:}
   */
  static LiveSite of(Path directory, String clYaml) {
    return new LiveSite(directory, Optional.empty(), List.of(), clYaml);
  }

  /** A site whose Redis writes each change to its disk before it answers. */
  static LiveSite durable(Path directory, String clYaml) {
    return new LiveSite(
        directory,
        Optional.of(directory.resolve("redis")),
        List.of("--appendfsync", "always"),
        clYaml);
  }

  private static ClConfig read(String text) {
    ReadResult result = ConfigReader.read("cl.yaml", text, Map.of(), Optional.empty());
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

  /** Where executions are written down. */
  Path notesFile() {
    return directory.resolve("notes");
  }

  LiveProcess worker(String host, String... jvmOptions) {
    return start("worker " + host, List.of(jvmOptions), "cl.yaml", "--worker", "--hostname", host);
  }

  LiveProcess beat(String... jvmOptions) {
    return start("beat", List.of(jvmOptions), "cl.yaml", "--beat");
  }

  /** One that lives by another C library. */
  LiveProcess worker(String host, Map<String, String> environment) {
    return start(
        "worker " + host, environment, List.of(), "cl.yaml", "--worker", "--hostname", host);
  }

  /** One that lives by another C library. */
  LiveProcess beat(Map<String, String> environment) {
    return start("beat", environment, List.of(), "cl.yaml", "--beat");
  }

  /** Any command. */
  LiveProcess cl(List<String> jvmOptions, String... arguments) {
    return start("cl " + String.join(" ", arguments), jvmOptions, arguments);
  }

  private LiveProcess start(String name, List<String> jvmOptions, String... arguments) {
    return start(name, Map.of(), jvmOptions, arguments);
  }

  private LiveProcess start(
      String name, Map<String, String> environment, List<String> jvmOptions, String... arguments) {
    try {
      Path log = directory.resolve("log-" + started.incrementAndGet());
      List<String> command = new ArrayList<>(List.of(launcher.toString()));
      command.addAll(Arrays.asList(arguments));
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
      builder.environment().put("CL_JAVA_OPTS", String.join(" ", jvmOptions));
      builder.environment().remove("CL_CONFIG");
      builder.environment().putAll(environment);
      LiveProcess process = new LiveProcess(name, builder.start(), log);
      processes.add(process);
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As {@code kill -9} of Redis and a start in the same directory, on the same port. */
  synchronized void restartRedis() {
    ProcessHandle.of(server.pid()).ifPresent(ProcessHandle::destroyForcibly);
    server.close();
    server = EmbeddedRedis.startOn(server.port(), redisDirectory, redisOptions);
    // The test's own connections are broken too; this finds out.
    redis.ping();
  }

  /** Where processes are written down that ran beside another of their schedule. */
  Path overlapsFile() {
    return directory.resolve("notes.overlaps");
  }

  /** Submits to roles or hosts and gives the job ids. */
  List<String> submit(String task, RunOn runOn, String... targets) {
    return submit(task, Optional.empty(), runOn, targets);
  }

  /** The same for a schedule whose runs wait for each other. */
  List<String> submitInLine(String task, String schedule, String... targets) {
    return submit(task, Optional.of(schedule), RunOn.ALL, targets);
  }

  /** One job for a host that must not begin before a time, and not after another. */
  String submit(String task, String host, Optional<Instant> eta, Duration expires) {
    return submit(request(task, Optional.empty(), RunOn.ALL, eta, expires, host)).get(0);
  }

  private List<String> submit(
      String task, Optional<String> schedule, RunOn runOn, String... targets) {
    return submit(request(task, schedule, runOn, Optional.empty(), Duration.ofHours(1), targets));
  }

  private List<String> submit(RunRequest request) {
    return List.copyOf(new Submission(redis, config.resultsKept()).submit(request).jobs().keySet());
  }

  private RunRequest request(
      String task,
      Optional<String> schedule,
      RunOn runOn,
      Optional<Instant> eta,
      Duration expires,
      String... targets) {
    List<Target> resolved =
        Targets.resolve(config, List.of(targets), Optional.of(runOn), "note", Set.of()).targets();
    RunRequest request =
        schedule
            .map(name -> Runs.byHand(name, task, Overlap.QUEUE, resolved))
            .orElseGet(() -> Runs.byHand(task, resolved))
            .expiringAfter(expires);
    return eta.map(request::startingAt).orElse(request);
  }

  /** What the processes of this site have said, for a failed test. */
  String logs() {
    StringBuilder text = new StringBuilder();
    processes.forEach(process -> text.append(process).append('\n'));
    return text.toString();
  }

  @Override
  public void close() {
    processes.forEach(LiveProcess::close);
    processes.forEach(LiveProcess::awaitExit);
    redis.close();
    server.close();
  }
}
