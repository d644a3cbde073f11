// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.celeryroot.beat.SimulatedBeat;
import io.celeryroot.config.ClConfig;
import io.celeryroot.job.Keys;
import io.celeryroot.job.RunIds;
import io.celeryroot.monitor.JobView;
import io.celeryroot.monitor.Monitor;
import io.celeryroot.monitor.RunView;
import io.celeryroot.queue.host.Reports;
import io.celeryroot.queue.run.EndCounts;
import io.celeryroot.queue.run.RunEnds;
import io.celeryroot.redis.Redis;
import io.celeryroot.testing.RoundTrips;
import io.celeryroot.testing.TestRedis;
import io.celeryroot.testing.TestSite;
import io.celeryroot.view.Terminal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code cl task list}: its filters, and the counts that they rest on. */
final class TaskListIT {

  private static final String SITE =
      """
      workers:
        web: {hostnames: [web01, web02]}
      tasks:
        other: {command: ["true"]}
        fleeting: {command: ["true"], expires: 1s}
      schedules:
        hourly: {cron: "0 * * * *", task: ping, targets: [web]}
        flow:
          cron: "0 * * * *"
          tasks: [{task: other, targets: [web01]}, {task: ping, targets: [web01]}]
      """;

  @RegisterExtension static final TestRedis server = TestRedis.shared();

  @TempDir Path directory;
  private ClConfig config;
  private Redis redis;
  private Cl cl;
  private Instant due;

  @BeforeEach
  void connect() {
    config = TestSite.config(server.url(), SITE);
    redis = server.redis();
    cl = cl(server.url());
    due = redis.serverTime().truncatedTo(ChronoUnit.HOURS);
  }

  private Cl cl(String url) {
    return new Cl(directory)
        .file("cl.yaml", "redis: " + url + "\n" + SITE)
        .clock(Clock.systemUTC());
  }

  private List<String> list(String... options) {
    String[] words =
        Stream.of(Stream.of("task", "list"), Arrays.stream(options), Stream.of("-o", "json"))
            .flatMap(part -> part)
            .toArray(String[]::new);
    Cl.Ended ended = cl.run(words);
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    return StreamSupport.stream(json(ended.out()).spliterator(), false)
        .map(run -> run.get("run").asText())
        .toList();
  }

  private String run(String task, String target) {
    return json(cl.run("task", task, "-t", target, "-o", "json").out()).get("run").asText();
  }

  private void awaitEnd(String run) {
    await("end of " + run)
        .atMost(Duration.ofSeconds(20))
        .until(() -> new Monitor(redis, config).run(run).orElseThrow().hasEnded());
  }

  private void fire() {
    try (SimulatedBeat beat = new SimulatedBeat(config, () -> due)) {
      beat.fire(due);
    }
  }

  @Test
  void a_name_that_is_neither_in_the_file_nor_on_record_is_told_with_the_nearest() {
    assertThat(unknown("--task", "othr")).contains("no task \"othr\"", "did you mean \"other\"?");
    assertThat(unknown("--schedule", "hourli")).contains("did you mean \"hourly\"?");
    assertThat(unknown("--host", "web1")).contains("no host \"web1\"; did you mean \"web01\"?");
    assertThat(list("--task", "fleeting", "--host", "web02", "--schedule", "flow")).isEmpty();
  }

  @Test
  void a_name_that_is_on_record_is_known_though_the_file_has_it_no_more() {
    assertThat(cl.run("task", "other", "-t", "web01").exitCode()).isZero();
    cl.file("later.yaml", "redis: " + server.url() + "\nworkers: {web: {hostnames: [web02]}}\n");

    Cl.Ended ended =
        cl.run(
            "-c", "later.yaml", "task", "list", "--task", "other", "--host", "web01", "--failed");

    assertThat(ended.exitCode()).as(ended.err()).isZero();
  }

  private String unknown(String... filter) {
    Cl.Ended ended = cl.run("task", "list", filter[0], filter[1]);
    assertThat(ended.exitCode()).isEqualTo(4);
    return ended.err();
  }

  @Test
  void each_filter_selects_the_runs_that_it_names() {
    String first = run("ping", "web01");
    String bad = run("ping", "web02");
    String other = run("other", "web01");
    fire();
    String hourly = RunIds.due("hourly", due);
    String flow = RunIds.due("flow", due);
    TestWorker.during(
        redis,
        config,
        () -> {
          Stream.of(first, bad, other, hourly).forEach(this::awaitEnd);
        });

    assertThat(list()).containsExactlyInAnyOrder(first, bad, other, hourly, flow);
    assertThat(list("--failed")).containsExactlyInAnyOrder(bad, hourly);
    assertThat(list("--outcome", "failed")).containsExactlyInAnyOrder(bad, hourly);
    assertThat(list("--outcome", "timed_out,lost")).isEmpty();
    assertThat(list("--outcome", "ok", "--host", "web02")).containsExactly(hourly);
    assertThat(list("--host", "web02")).containsExactlyInAnyOrder(bad, hourly);
    assertThat(list("--host", "web01")).containsExactlyInAnyOrder(first, other, hourly, flow);
    assertThat(unknown("--host", "web77")).contains("no host \"web77\"");
    assertThat(list("--task", "other")).containsExactlyInAnyOrder(other, flow);
    assertThat(list("--task", "ping", "--failed")).containsExactlyInAnyOrder(bad, hourly);
    assertThat(list("--schedule", "hourly")).containsExactly(hourly);
    assertThat(list("--since", "1h")).hasSize(5);
    assertThat(list("--until", "1h")).isEmpty();
    assertThat(list("--since", "2020-01-01T00:00:00Z", "--until", "0s", "-n", "2")).hasSize(2);
  }

  @Test
  void the_slowest_runs_come_first() {
    Map<String, Integer> longest = new LinkedHashMap<>();
    for (int millis : List.of(5, 900, 70, 1100)) {
      String run = run("ping", "web01");
      redis.jedis().hset(Keys.ends(run), Map.of("ok", "1", "longest", "" + millis, "ended", "1"));
      longest.put(run, millis);
    }
    String waiting = run("ping", "web01");

    List<String> expected =
        longest.entrySet().stream()
            .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
            .map(Map.Entry::getKey)
            .toList();
    assertThat(list("--slowest")).isEqualTo(expected);
    assertThat(list("--slowest", "-n", "1")).isEqualTo(expected.subList(0, 1));
    assertThat(list("-n", "1")).containsExactly(waiting);
  }

  /** The oracle reads the result of each job. */
  @Test
  void the_counts_of_a_run_are_those_of_its_results() {
    fire();
    fire();
    String expires = run("fleeting", "web");
    String cancelled = run("ping", "web01");
    cl.run("task", "cancel", cancelled);
    try (SimulatedBeat beat = new SimulatedBeat(config, () -> due.plusSeconds(3600))) {
      beat.fire(due.plusSeconds(3600));
      Instant late = redis.serverTime().plusSeconds(1);
      await().until(() -> redis.serverTime().isAfter(late));
      beat.reconcile();
    }
    TestWorker.during(
        redis,
        config,
        () -> {
          awaitEnd(RunIds.due("hourly", due));
          awaitEnd(expires);
        });

    List<RunView> runs = new Monitor(redis, config).runs(100, run -> !run.isWorkflow());
    assertThat(runs).hasSizeGreaterThan(3);
    for (RunView run : runs) {
      EndCounts counted = new RunEnds(redis).read(List.of(run.run().id())).get(run.run().id());
      Map<String, Long> expected =
          run.jobs().stream()
              .filter(JobView::hasEnded)
              .collect(Collectors.groupingBy(JobView::kind, Collectors.counting()));
      Map<String, Long> found =
          counted.counts().entrySet().stream()
              .collect(Collectors.toMap(e -> e.getKey().word(), e -> (long) e.getValue()));
      assertThat(found).as(run.run().id()).isEqualTo(expected);
    }
    assertThat(cl.run("task", "list").out())
        .contains("1 ok, 1 failed", "2 skipped", "2 expired", "1 cancelled");
  }

  @Test
  void ten_thousand_runs_are_searched_in_a_few_round_trips() {
    String run = run("ping", "web");
    redis.jedis().eval(FILL, 0, run, redis.jedis().get(Keys.run(run)));
    assertThat(redis.jedis().zcard(Keys.RUNS)).isEqualTo(10_000);
    Reports.put(redis, Reports.worker("seen77", redis.serverTime()));
    for (String[] filter :
        List.of(
            new String[] {"--failed"},
            new String[] {"--outcome", "lost"},
            new String[] {"--host", "seen77"},
            new String[] {"--task", "other"},
            new String[] {"--schedule", "hourly"},
            new String[] {"--slowest"},
            new String[] {"--since", "90d", "--until", "80d"})) {
      try (RoundTrips trips = RoundTrips.to(server.port())) {
        cl = cl("redis://127.0.0.1:" + trips.port());

        assertThat(list(filter)).hasSizeLessThanOrEqualTo(20);

        assertThat(trips.count()).as(String.join(" ", filter)).isLessThan(40);
      }
    }
  }

  private static final String FILL =
      """
      local run, record = ARGV[1], ARGV[2]
      local stem = string.sub(run, 1, -9)
      for i = 1, 9999 do
        local id = stem .. string.format('%08d', i)
        redis.call('SET', 'cl.run.' .. id, (string.gsub(record, run:gsub('%-', '%%-'), id)))
        redis.call('ZADD', 'cl.runs', i, id)
        redis.call('HSET', 'cl.ends.' .. id, 'ok', 2, 'longest', i, 'ended', 1000 + i)
      end
      """;

  @Test
  void an_id_is_never_cut_on_a_terminal() {
    String run = run("ping", "web");
    for (int width : List.of(80, 200)) {
      cl.terminal(new Terminal(true, true, true, width, false));
      for (String[] command :
          List.of(
              new String[] {"task", "list"},
              new String[] {"task", "status"},
              new String[] {"queue", "list"},
              new String[] {"schedule", "list"})) {
        assertThat(cl.run(command).out().lines())
            .as(String.join(" ", command) + " at " + width)
            .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(width));
      }
      assertThat(cl.run("task", "list").out()).contains(run);
    }
    cl.terminal(Terminal.NONE);
    assertThat(cl.run("task", "list").out()).contains(run);
  }

  @Test
  void the_next_due_instant_is_shortened_and_not_cut_on_a_narrow_terminal() {
    cl.terminal(new Terminal(true, true, true, 60, false));
    String brief =
        DateTimeFormatter.ofPattern("MM-dd HH:mm ")
            .withZone(ZoneOffset.UTC)
            .format(due.plus(1, ChronoUnit.HOURS));

    assertThat(cl.run("schedule", "list").out()).contains(brief);
    assertThat(cl.run("config", "schedules").out()).contains(brief);
  }

  @Test
  void a_wrong_filter_is_told_the_right_form() {
    assertThat(cl.run("task", "list", "--outcome", "bad").err())
        .contains("not an outcome: \"bad\"", "timed_out");
    assertThat(cl.run("task", "list", "--since", "yesterday").err())
        .contains("not a time: \"yesterday\"", "2d");
    assertThat(cl.run("task", "list", "--failed", "--outcome", "ok").exitCode()).isEqualTo(2);
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }
}
