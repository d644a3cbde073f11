// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.jbang;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.RunOn;
import io.celeryroot.config.read.ConfigReader;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.run.RunRequest;
import io.celeryroot.job.run.Runs;
import io.celeryroot.job.run.Targets;
import io.celeryroot.queue.Results;
import io.celeryroot.queue.Submission;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.embedded.EmbeddedRedis;
import io.celeryroot.redis.embedded.Lifeline;
import io.celeryroot.testing.Distribution;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A Redis, a cl.yaml, and {@code camel} and {@code cl} processes that use them. A directory of the
 * test is their home. Ends all its processes on close.
 */
final class CamelSite implements AutoCloseable {

  /** Time limit for a busy machine; a quicker process ends the wait sooner. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Path directory;
  private final Path camelBin;
  private final Path clBin = Distribution.cl().getParent();
  private final EmbeddedRedis server = EmbeddedRedis.start(Optional.empty(), List.of());
  private final List<Running> running = new ArrayList<>();
  private ClConfig config;
  private Redis redis;

  /** Output of a command that has ended. */
  record Ended(int exitCode, String out) {}

  /** A process and its output so far. */
  record Running(Process process, Path log) {

    String said() {
      try {
        return Files.readString(log);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    Running awaitSaid(String text) {
      await(text)
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                assertThat(process.isAlive() || said().contains(text)).as(said()).isTrue();
                assertThat(said()).contains(text);
              });
      return this;
    }

    int awaitEnd() throws InterruptedException {
      assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as(said()).isTrue();
      return process.exitValue();
    }
  }

  CamelSite(Path directory) throws IOException, InterruptedException {
    this.directory = directory;
    this.camelBin = CamelCli.bin();
    Files.createDirectories(directory.resolve("home"));
  }

  String redisUrl() {
    return server.url();
  }

  /** Writes cl.yaml, with this site's Redis in front, and its routes. */
  void write(String clYaml) throws IOException, InterruptedException {
    Path file = directory.resolve("cl.yaml");
    Files.writeString(file, "redis: " + server.url() + "\n" + clYaml);
    read(file);
    assertThat(run(directory, "cl generate-routes").exitCode()).isZero();
  }

  /** Uses the tasks and hosts of a file from now on. */
  void read(Path file) {
    config =
        ConfigReader.read(file, Map.of("REDIS_URL", server.url()), Optional.empty())
            .config()
            .orElseThrow();
    redis = Redis.connect(config.redis());
  }

  ClConfig config() {
    return config;
  }

  Redis redis() {
    return redis;
  }

  Path home() {
    return directory.resolve("home");
  }

  /** Starts a command line in a directory; it runs until it is ended. */
  Running start(Path where, String command) throws IOException {
    Files.createDirectories(where);
    Path log = Files.createTempFile(directory, "log", ".txt");
    Process process = shell(where, "exec " + command, log);
    Running started = new Running(process, log);
    running.add(started);
    return started;
  }

  /** Runs a command line to its end. */
  Ended run(Path where, String command) throws IOException, InterruptedException {
    Path log = Files.createTempFile(directory, "out", ".txt");
    Process process = shell(where, command, log);
    boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    process.destroyForcibly();
    assertThat(ended).as("%s ends; it said %s", command, Files.readString(log)).isTrue();
    return new Ended(process.exitValue(), Files.readString(log));
  }

  private Process shell(Path where, String command, Path log) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(Lifeline.killed(List.of("/bin/sh", "-c", command)))
            .directory(where.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    Map<String, String> env = builder.environment();
    String home = "-Duser.home=" + home();
    env.put("PATH", camelBin + ":" + clBin + ":" + env.get("PATH"));
    env.put("JAVA_HOME", System.getProperty("java.home"));
    env.put("CAMEL_JAVA_OPTS", home + " -XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
    env.put("CL_JAVA_OPTS", home);
    env.put("REDIS_URL", server.url());
    env.put("COLUMNS", "240");
    env.remove("CL_CONFIG");
    return builder.start();
  }

  /** Submits to roles or hosts and returns the job IDs. */
  List<String> submit(String task, Map<String, String> params, RunOn runOn, String... targets) {
    RunRequest request =
        RunRequest.ofTask(
            config.task(task).orElseThrow(),
            params,
            Targets.resolve(config, List.of(targets), Optional.of(runOn), task, Set.of()).targets(),
            Runs.submitter());
    return List.copyOf(new Submission(redis, config).submit(request).jobs().keySet());
  }

  Optional<JobResult> result(String job) {
    return new Results(redis).find(job);
  }

  /** The result of a job that has ended. */
  JobResult end(String job) {
    await("end of " + job)
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(result(job).filter(JobResult::hasEnded)).as(this::logs).isPresent());
    return result(job).orElseThrow();
  }

  private String logs() {
    return running.stream()
        .map(each -> "alive=" + each.process().isAlive() + "\n" + each.said())
        .collect(Collectors.joining("\n==== "));
  }

  @Override
  public void close() {
    for (Running each : running) {
      each.process().descendants().forEach(ProcessHandle::destroyForcibly);
      each.process().destroyForcibly().onExit().join();
    }
    if (redis != null) {
      redis.close();
    }
    server.close();
  }
}
