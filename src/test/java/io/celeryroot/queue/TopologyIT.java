// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import static io.celeryroot.queue.Jobs.HOST1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.config.Overlap;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClient;

/** A real cluster of one node, which refuses commands over several slots, and a real Sentinel. */
class TopologyIT {

  private final List<Process> servers = new ArrayList<>();

  @TempDir private Path directory;

  @AfterEach
  void stop() throws InterruptedException {
    for (Process server : servers) {
      server.destroyForcibly().waitFor();
    }
  }

  @Test
  void everything_works_on_a_cluster() throws IOException {
    int port = clusterPort();
    start(port, "--cluster-enabled", "yes");
    formCluster(port);

    try (Redis redis = RedisForTests.connect("redis+cluster://127.0.0.1:" + port)) {
      work(redis);
    }
  }

  @Test
  void everything_works_behind_sentinel() throws IOException {
    int port = freePort();
    start(port);
    int sentinel = freePort();
    Path config = directory.resolve("sentinel.conf");
    Files.writeString(
        config, "port " + sentinel + "\nsentinel monitor main 127.0.0.1 " + port + " 1\n");
    run(EmbeddedRedis.program(System.getenv("PATH")), config.toString(), "--sentinel");

    await().ignoreExceptions().until(() -> connectsTo("redis+sentinel://127.0.0.1:" + sentinel));
    try (Redis redis =
        RedisForTests.connect("redis+sentinel://127.0.0.1:" + sentinel + "/main/2")) {
      work(redis);
    }
  }

  private static boolean connectsTo(String url) {
    RedisForTests.connect(url + "/main/2").close();
    return true;
  }

  /** Every operation once. */
  private static void work(Redis redis) {
    Duration kept = RedisForTests.KEPT;
    Attempts attempts = new Attempts(redis, Jobs.rules(), kept);
    JobQueues queues = new JobQueues(redis, kept);
    Submission submission = new Submission(redis, kept);
    String run = "backup-20261123T020000Z";
    RunRequest request =
        new RunRequest(
            run,
            Optional.of("backup"),
            Optional.empty(),
            "sync",
            Map.of(),
            Set.of(),
            List.of(HOST1),
            Optional.empty(),
            Optional.empty(),
            Overlap.QUEUE,
            "cl@test");
    submission.submit(request);
    queues.enqueue(Jobs.scheduled("b", Overlap.QUEUE));
    WorkerSession session = WorkerSession.open(redis, attempts, "w1", HOST1);

    Claim first = session.claim(HOST1, Duration.ofSeconds(1)).orElseThrow();
    attempts.begin(first);
    attempts.retryLater(first, Jobs.FAILED, Duration.ZERO);
    session.promote();
    Claim again = session.claim(HOST1, Duration.ZERO).orElseThrow();
    attempts.begin(again);
    attempts.finish(again, Jobs.OK);
    attempts.giveBack(session.claim(HOST1, Duration.ZERO).orElseThrow());
    attempts.reject(session.claim(HOST1, Duration.ZERO).orElseThrow(), "unknown task");
    String revived = queues.requeue(queues.dead("web_tasks").get(0)).orElseThrow();
    Cancellations cancellations = new Cancellations(redis, kept);
    cancellations.cancel(revived, Optional.of(HOST1));
    session.renew();
    session.recover();
    new Recovery(redis, attempts, "web", "web_tasks").expire(HOST1);
    session.close();

    ScheduleStates states = new ScheduleStates(redis, kept);
    states.recordDue("backup", redis.serverTime(), run);
    states.recordMissed("backup", List.of(redis.serverTime()));
    String job = run + ".web1";
    assertThat(new Results(redis).findAll(List.of(job, "b", revived)).values())
        .extracting(JobResult::outcomeText)
        .containsExactly("ok", "rejected (unknown task)", "cancelled");
    assertThat(cancellations.requested(List.of(job, "b"))).isEmpty();
    assertThat(new RunRecords(redis).list(5, record -> true)).hasSize(1);
    assertThat(queues.depths("web_tasks", List.of("web1")))
        .containsExactly(
            new QueueDepth("web_tasks", 0, 0, 0), new QueueDepth("{web_tasks}.web1", 0, 0, 0));
  }

  private void formCluster(int port) {
    String[] slots = new String[16385];
    Arrays.setAll(slots, i -> i == 0 ? "ADDSLOTS" : String.valueOf(i - 1));
    await()
        .ignoreExceptions()
        .until(
            () -> {
              try (RedisClient client = RedisClient.create("127.0.0.1", port)) {
                if (info(client).contains("cluster_slots_assigned:0")) {
                  client.sendCommand(Protocol.Command.CLUSTER, slots);
                }
                return info(client).contains("cluster_state:ok");
              }
            });
  }

  private static String info(RedisClient client) {
    return Script.text(client.sendCommand(Protocol.Command.CLUSTER, "INFO"));
  }

  private void start(int port, String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(EmbeddedRedis.program(System.getenv("PATH")));
    command.addAll(List.of("--port", String.valueOf(port), "--bind", "127.0.0.1", "--save", ""));
    command.addAll(List.of(options));
    run(command.toArray(new String[0]));
  }

  private void run(String... command) throws IOException {
    servers.add(
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  /** A cluster also takes the port 10 000 above; Redis 6.2 cannot be told another. */
  private static int clusterPort() throws IOException {
    while (true) {
      int port = freePort();
      if (port + 10_000 <= 65_535 && isFree(port + 10_000)) {
        return port;
      }
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
