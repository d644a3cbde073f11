// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.celeryroot.camel.RedisQueueConsumer;
import io.celeryroot.config.ClConfig;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.RunRequest;
import io.celeryroot.job.run.Runs;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.queue.Results;
import io.celeryroot.queue.Submission;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.embedded.EmbeddedRedis;
import io.celeryroot.redis.embedded.EmbeddedRedisFailed;
import io.celeryroot.routes.RouteGenerator;
import io.celeryroot.testing.FaultProxy;
import java.io.IOException;
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
  static final Duration PAUSE = Duration.ofSeconds(3);

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

  private final Path directory;
  private List<String> options = List.of();
  private final FaultProxy network;
  private final Log log = new Log();
  private final CamelProcess worker;
  private final CamelProcess beat;
  private EmbeddedRedis server;
  private Redis direct;
  private Jedis admin;

  FaultSite(Path directory) {
    this.directory = directory;
    this.server = start(directory);
    this.network = FaultProxy.before(server.port());
    connect();
    ClConfig config =
        Site.config("{url: \"redis://127.0.0.1:" + network.port() + "\", timeout: 1s}", CL_YAML);
    CamelProcess.Shared shared =
        CamelProcess.Shared.of(config, EngineListener.NONE, ServiceSettings.DEFAULT);
    this.worker =
        new CamelProcess(
            "fault-worker",
            config,
            RouteGenerator.forWorker(RouteGenerator.generate(config), List.of("web")),
            Map.of("celeryroot.hostname", "web01"),
            shared);
    this.beat =
        new CamelProcess(
            "fault-beat",
            config,
            RouteGenerator.forBeat(RouteGenerator.generate(config)),
            Map.of("celeryroot.hostname", "beat01"),
            shared);
    log.attach();
    worker.start();
    beat.start();
  }

  /** From Redis 7 on, a server must allow DEBUG; older ones do not know how to. */
  private EmbeddedRedis start(Path directory) {
    try {
      options = List.of("--enable-debug-command", "local");
      return EmbeddedRedis.start(Optional.of(directory), options);
    } catch (EmbeddedRedisFailed e) {
      options = List.of();
      return EmbeddedRedis.start(Optional.of(directory), options);
    }
  }

  FaultProxy network() {
    return network;
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
              try (Jedis jedis = new Jedis("127.0.0.1", server.port(), 10_000)) {
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
    server.close();
  }

  void startServer() {
    server = EmbeddedRedis.startOn(server.port(), Optional.of(directory), options);
    connect();
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
    RunRequest request = Runs.byHand(task, targets);
    return List.copyOf(new Submission(direct, Duration.ofDays(1)).submit(request).jobs().keySet());
  }

  boolean hasEnded(String job) {
    return new Results(direct).find(job).filter(JobResult::hasEnded).isPresent();
  }

  String outcome(String job) {
    return new Results(direct).find(job).map(JobResult::outcomeText).orElse("no record");
  }

  int attempts(String job) {
    return new Results(direct).find(job).orElseThrow().attempt();
  }

  void awaitEnd(String job, Duration limit) {
    await("end of " + job)
        .atMost(limit)
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptions()
        .until(() -> hasEnded(job));
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
  public void close() throws IOException {
    worker.close();
    beat.close();
    log.detach();
    admin.close();
    direct.close();
    network.close();
    server.close();
  }

  private void connect() {
    if (direct != null) {
      direct.close();
      admin.close();
    }
    direct = Redis.connect(Site.config(server.url(), CL_YAML).redis());
    admin = new Jedis("127.0.0.1", server.port(), 10_000);
  }

  /** What is logged: from INFO by us, from WARN by all others. */
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
