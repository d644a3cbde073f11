// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.config.ClConfig;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.RunRequest;
import io.celeryroot.job.run.Runs;
import io.celeryroot.queue.Jobs;
import io.celeryroot.queue.Results;
import io.celeryroot.queue.Submission;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.RedisServers;
import io.celeryroot.testing.TestSite;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The server that has the jobs is killed under load, and another takes its place. */
@Tag("chaos")
@Execution(ExecutionMode.CONCURRENT)
class FailoverIT {

  private static final String CL_YAML =
      """
      workers:
        web: {hostnames: [web01], concurrency: 4}
      tasks:
        tick: {command: ["true"]}
      schedules: {}
      """;

  /** What may be lost: what a server had said yes to and not yet handed to its replica. */
  private static final Duration NOT_YET_REPLICATED = Duration.ofSeconds(1);

  @TempDir private Path directory;
  private RedisServers servers;

  @BeforeEach
  void prepare() {
    servers = new RedisServers(directory);
  }

  @AfterEach
  void stop() {
    servers.close();
  }

  @Test
  void a_cluster_of_three_masters_fails_over_under_load() {
    List<Integer> ports = servers.startCluster(3, 1);
    String hosts = ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));

    failOver(
        "redis+cluster://" + hosts,
        () -> {
          servers.kill(servers.masterOf("{web_tasks}.web01", ports));
          return true;
        });
  }

  @Test
  void sentinels_fail_over_under_load() {
    int master = servers.start();
    servers.start("--replicaof", "127.0.0.1", "" + master);
    servers.awaitReplica(master);
    String hosts =
        List.of(1, 2, 3).stream()
            .map(i -> "127.0.0.1:" + servers.startSentinel(master, 2))
            .collect(Collectors.joining(","));
    String url = "redis+sentinel://" + hosts + "/main";
    await()
        .atMost(Duration.ofSeconds(90))
        .ignoreExceptions()
        .until(() -> servers.sentinelsAreReady(hosts));

    failOver(
        url,
        () -> {
          servers.kill(master);
          return true;
        });
  }

  private void failOver(String url, Callable<Boolean> kill) {
    ClConfig config = TestSite.config("\"" + url + "\"", CL_YAML);
    Map<String, Instant> accepted = new LinkedHashMap<>();
    try (Redis redis = Redis.connect(config.redis());
        WorkerProcess worker = Processes.worker(config, "web01")) {
      worker.start();
      await().atMost(Duration.ofSeconds(20)).until(worker::takesJobs);
      submitFor(Duration.ofMillis(800), redis, accepted);
      kill(kill);
      Instant killed = Instant.now();
      submitFor(Duration.ofSeconds(2), redis, accepted);
      await()
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(50))
          .until(() -> submit(redis, accepted));
      Duration away = Duration.between(killed, Instant.now());
      List<String> surely =
          accepted.entrySet().stream()
              .filter(
                  job ->
                      job.getValue().isBefore(killed.minus(NOT_YET_REPLICATED.dividedBy(4)))
                          || job.getValue().isAfter(killed.plus(Duration.ofMillis(500))))
              .map(Map.Entry::getKey)
              .toList();
      await()
          .atMost(Duration.ofSeconds(40))
          .ignoreExceptions()
          .untilAsserted(() -> assertThat(notEnded(redis, surely)).isEmpty());
      await()
          .atMost(Duration.ofSeconds(20))
          .ignoreExceptions()
          .until(() -> !new Heartbeats(redis).workers().isEmpty());
      System.out.printf(
          Locale.ROOT,
          "failover: accepted=%d unfinished=%d, the next job was accepted after %d ms%n",
          accepted.size(),
          notEnded(redis, List.copyOf(accepted.keySet())).size(),
          away.toMillis());
    }
  }

  private static void kill(Callable<Boolean> kill) {
    try {
      kill.call();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> notEnded(Redis redis, List<String> jobs) {
    return jobs.stream()
        .filter(job -> new Results(redis).find(job).filter(JobResult::hasEnded).isEmpty())
        .toList();
  }

  private static void submitFor(Duration time, Redis redis, Map<String, Instant> accepted) {
    Instant end = Instant.now().plus(time);
    while (Instant.now().isBefore(end)) {
      submit(redis, accepted);
    }
  }

  private static boolean submit(Redis redis, Map<String, Instant> accepted) {
    Target target = new Target("web", "web_tasks", Optional.of("web01"));
    RunRequest request = Runs.byHand("tick", List.of(target));
    try {
      new Submission(redis, Jobs.config())
          .submit(request)
          .jobs()
          .keySet()
          .forEach(job -> accepted.put(job, Instant.now()));
      return true;
    } catch (QueueUnavailable e) {
      return false;
    }
  }
}
