// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.celeryroot.camel.RedisQueueConsumer;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.Target;
import io.celeryroot.redis.embedded.EmbeddedRedisFailed;
import io.celeryroot.testing.FaultProxy;
import io.celeryroot.testing.TestSite;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.apache.camel.Route;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.params.ClientKillParams;

/**
 * A worker and a Beat behind a network that can fail, a Redis that can be harmed, and a second way
 * to that Redis for the test.
 */
final class FaultSite implements AutoCloseable {

  static final Target HOST = new Target("web", "web_tasks", Optional.of("web01"));

  /** As long as a fault lasts that ends by itself. */
  static final Duration PAUSE = Duration.ofSeconds(6);

  static final Target ANY = new Target("web", "web_tasks", Optional.empty());

  private static final String CL_YAML =
      """
      workers:
        web:
          hostnames: [web01]
          concurrency: 4
      tasks:
        tick:
          command: ["true"]
        flaky:
          command: ["false"]
          retries: {max: 1, delay: 1s}
      schedules:
        yearly:
          cron: "0 0 1 1 *"
          task: tick
          targets: [web]
      """;

  private final TestSite site;
  private final Log log = new Log();
  private final CamelProcess worker;
  private final CamelProcess beat;
  private Jedis admin;

  FaultSite(Path directory) {
    this.site = start(directory);
    this.admin = connect();
    JvmParts shared = Contexts.shared(site.config());
    log.attach();
    this.worker = Contexts.worker(site.config(), "web01", Duration.ofMinutes(1), shared);
    this.beat = Contexts.beat(site.config(), "beat01", shared);
  }

  /** From Redis 7 on, a server must allow DEBUG; older ones do not know how to. */
  private static TestSite start(Path directory) {
    TestSite.Builder builder = TestSite.with(CL_YAML).redisSettings("timeout: 1s");
    try {
      return builder.redisIn(directory, "--enable-debug-command", "local").start();
    } catch (EmbeddedRedisFailed e) {
      return builder.redisIn(directory).start();
    }
  }

  FaultProxy network() {
    return site.network();
  }

  /** A connection of its own to the server, which no fault touches that it does not cause. */
  Jedis admin() {
    return admin;
  }

  /** The server does nothing at all for a while. */
  void putServerToSleep() {
    var unused =
        CompletableFuture.runAsync(
            () -> {
              try (Jedis jedis = connect()) {
                jedis.sendCommand(
                    () -> "DEBUG".getBytes(US_ASCII), "SLEEP", String.valueOf(PAUSE.toSeconds()));
              }
            });
  }

  void killConnections() {
    admin.clientKill(
        new ClientKillParams().type(ClientType.NORMAL).skipMe(ClientKillParams.SkipMe.YES));
  }

  void stopServer() {
    site.stopRedis();
  }

  void startServer() {
    admin.close();
    site.startRedis();
    admin = connect();
  }

  /** Puts a job into a queue, past the network that fails. */
  String submit(Target target) {
    return submit(List.of(target)).get(0);
  }

  List<String> submit(List<Target> targets) {
    return submit("tick", targets);
  }

  /**
   * @param task {@code tick}, or {@code flaky}, which fails twice
   */
  List<String> submit(String task, List<Target> targets) {
    return site.submit(task, Map.of(), targets);
  }

  String outcome(String job) {
    return site.result(job).map(JobResult::outcomeText).orElse("no record");
  }

  int attempts(String job) {
    return site.result(job).orElseThrow().attempt();
  }

  void awaitEnd(String job, Duration limit) {
    await("end of " + job)
        .atMost(limit)
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptions()
        .until(() -> site.result(job).filter(JobResult::hasEnded).isPresent());
  }

  /** Why the worker does not take jobs; empty: it does. */
  String down() {
    return worker.context().getRoutes().stream()
        .map(Route::getConsumer)
        .filter(RedisQueueConsumer.class::isInstance)
        .map(consumer -> ((RedisQueueConsumer) consumer).getTrouble())
        .collect(Collectors.joining());
  }

  /** Ends the thread that claims, as a defect would. */
  void killClaimingThread() {
    Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().endsWith(" - claim"))
        .forEach(Thread::interrupt);
  }

  Log log() {
    return log;
  }

  /** CPU time of all threads that Camel contexts of this JVM have started. */
  static Duration cpuOfCamelThreads() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long sum = 0;
    for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (thread != null && thread.getThreadName().startsWith("Camel (")) {
        sum += Math.max(0, threads.getThreadCpuTime(thread.getThreadId()));
      }
    }
    return Duration.ofNanos(sum);
  }

  @Override
  public void close() {
    worker.close();
    beat.close();
    log.detach();
    admin.close();
    site.close();
  }

  private Jedis connect() {
    return new Jedis("127.0.0.1", site.server().port(), 10_000);
  }

  /** The log: ours from INFO on, that of all others from WARN on. */
  static final class Log extends AppenderBase<ILoggingEvent> {

    private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    private final Logger ours = (Logger) LoggerFactory.getLogger("io.celeryroot");

    private void attach() {
      start();
      ours.setLevel(Level.INFO);
      root.addAppender(this);
    }

    private void detach() {
      root.detachAppender(this);
      ours.setLevel(null);
    }

    @Override
    protected void append(ILoggingEvent event) {
      events.add(event);
    }

    void clear() {
      events.clear();
    }

    List<String> all() {
      return events.stream()
          .map(e -> e.getLevel() + " " + e.getLoggerName() + ": " + e.getFormattedMessage())
          .toList();
    }

    /** Without what tells of single jobs. */
    List<String> aboutRedis() {
      return all().stream().filter(line -> !line.contains(": job ")).toList();
    }
  }
}
