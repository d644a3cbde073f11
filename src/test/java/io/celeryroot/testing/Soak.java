// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.testing;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.RunOn;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.Runs;
import io.celeryroot.job.run.Targets;
import io.celeryroot.queue.Submission;
import io.celeryroot.queue.host.Heartbeat;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.embedded.EmbeddedRedis;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/**
 * Sends many jobs through two workers and a Beat, real processes of the built distribution, and
 * measures what they take. {@code bench/run soak} runs {@link #main}; {@code SoakIT} a short form.
 */
public final class Soak implements AutoCloseable {

  /** Keys without an expiry, each bounded by the size of cl.yaml; docs/redis-keys.md. */
  private static final Pattern BOUNDED =
      Pattern.compile("cl:\\{live}:(workers|beats|queues)|cl:schedule:\\{.*}|\\{.*}:workers");

  private static final Pattern HEAP = Pattern.compile("used (\\d+)K");
  private static final int MAX_WAITING = 400;

  /**
   * One look at everything.
   *
   * @param done jobs ended so far
   * @param seconds since the first job
   * @param heapKb of each process, after a full collection
   * @param rssKb of each process
   * @param keys in Redis
   */
  public record Sample(
      long done, long seconds, Map<String, Long> heapKb, Map<String, Long> rssKb, long keys) {

    @Override
    public String toString() {
      return done
          + " jobs, "
          + seconds
          + " s, heap KB "
          + heapKb
          + ", RSS KB "
          + rssKb
          + ", keys "
          + keys;
    }
  }

  private final Path directory;
  private final EmbeddedRedis server;
  private final ClConfig config;
  private final Redis redis;
  private final Map<String, Process> processes = new LinkedHashMap<>();
  private final List<Sample> samples = new ArrayList<>();
  private final long startedNanos = System.nanoTime();

  /** Starts Redis, Beat and two workers. */
  public Soak(Path directory, Duration resultsKept) throws IOException {
    this.directory = directory;
    this.server = EmbeddedRedis.start(Optional.empty(), List.of());
    String text =
        """
        redis: {url: "%s", results_kept: %ds}
        workers:
          web: {hostnames: [host1, host2], concurrency: 2}
        tasks:
          nothing: {command: ["true"]}
        schedules:
          each_minute: {cron: "* * * * *", task: nothing, targets: [web]}
        """
            .formatted(server.url(), resultsKept.toSeconds());
    Files.writeString(directory.resolve("cl.yaml"), text);
    this.config = TestSite.config(text);
    this.redis = TestRedis.onlooker(server.url());
    start("beat", "--beat");
    start("host1", "--worker", "--hostname", "host1");
    start("host2", "--worker", "--hostname", "host2");
  }

  private void start(String name, String... args) throws IOException {
    List<String> command = new ArrayList<>(List.of(Distribution.cl().toString(), "cl.yaml"));
    command.addAll(List.of(args));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(name + ".log").toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    processes.put(name, builder.start());
  }

  /**
   * Sends jobs and takes samples.
   *
   * @param jobs how many, an even number
   * @param looks how many samples
   */
  public List<Sample> run(long jobs, int looks) throws IOException, InterruptedException {
    List<Target> targets =
        Targets.resolve(config, List.of("web"), Optional.of(RunOn.ALL), "nothing", Set.of())
            .targets();
    Submission submission = new Submission(redis, config);
    long next = jobs / looks;
    for (long sent = 0; sent < jobs; sent += targets.size()) {
      submission.submit(Runs.byHand("nothing", targets));
      if (sent % 100 == 0) {
        awaitShortLine();
      }
      if (sent >= next) {
        samples.add(look());
        next += jobs / looks;
      }
    }
    awaitThat("the last job", () -> done() >= jobs);
    samples.add(look());
    return List.copyOf(samples);
  }

  private void awaitShortLine() throws InterruptedException {
    awaitThat("a short line", () -> waiting() <= MAX_WAITING);
  }

  private void awaitThat(String what, BooleanSupplier condition) throws InterruptedException {
    long giveUpAt = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > giveUpAt) {
        throw new IllegalStateException("5 min without " + what + ": " + done() + " jobs done");
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private long waiting() {
    return redis.jedis().llen("{web_tasks}.host1") + redis.jedis().llen("{web_tasks}.host2");
  }

  private long done() {
    return new Heartbeats(redis).workers().stream().mapToLong(Heartbeat::done).sum();
  }

  private Sample look() throws IOException, InterruptedException {
    Map<String, Long> heap = new LinkedHashMap<>();
    Map<String, Long> rss = new LinkedHashMap<>();
    for (Map.Entry<String, Process> process : processes.entrySet()) {
      rss.put(process.getKey(), rss(process.getValue().pid()));
      heap.put(process.getKey(), heap(process.getValue().pid()));
    }
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startedNanos);
    return new Sample(done(), seconds, heap, rss, redis.jedis().dbSize());
  }

  private static long rss(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  /** All generations together, after a full collection. */
  private static long heap(long pid) throws IOException, InterruptedException {
    jcmd(pid, "GC.run");
    Matcher used = HEAP.matcher(jcmd(pid, "GC.heap_info").replaceFirst("(?s)Metaspace.*", ""));
    long sum = 0;
    while (used.find()) {
      sum += Long.parseLong(used.group(1));
    }
    return sum;
  }

  private static String jcmd(long pid, String command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/jcmd", String.valueOf(pid), command)
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said;
  }

  /** Keys that would stay for ever and are not on the bounded list. */
  public List<String> unbounded() {
    List<String> found = new ArrayList<>();
    String cursor = ScanParams.SCAN_POINTER_START;
    do {
      ScanResult<String> page = redis.jedis().scan(cursor, new ScanParams().count(1000));
      cursor = page.getCursor();
      page.getResult().stream()
          .filter(key -> redis.jedis().pttl(key) == -1 && !BOUNDED.matcher(key).matches())
          .forEach(found::add);
    } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
    return found;
  }

  /** Lines of the logs that a person should look at. */
  public List<String> warnings() throws IOException {
    List<String> found = new ArrayList<>();
    for (String name : processes.keySet()) {
      Files.readAllLines(directory.resolve(name + ".log")).stream()
          .filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
          .forEach(line -> found.add(name + ": " + line));
    }
    return found;
  }

  @Override
  public void close() throws IOException {
    redis.close();
    processes.values().forEach(Process::destroy);
    try {
      for (Process process : processes.values()) {
        process.waitFor(30, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.close();
  }

  /** Arguments: number of jobs, number of samples, seconds for which results are kept. */
  public static void main(String[] args) throws IOException, InterruptedException {
    PrintStream out = System.out;
    Path directory = Files.createTempDirectory("celeryroot-soak");
    try (Soak soak = new Soak(directory, Duration.ofSeconds(Long.parseLong(args[2])))) {
      soak.run(Long.parseLong(args[0]), Integer.parseInt(args[1])).forEach(out::println);
      out.println("keys without an expiry beyond the bounded ones: " + soak.unbounded());
      out.println("WARN or ERROR lines: " + soak.warnings());
    }
  }
}
