// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.celeryroot.config.ClConfig;
import io.celeryroot.job.Job;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.testing.TestSite;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Checks the dashboard, the alerts and the page about monitoring against the metrics of the code.
 */
final class MonitoringFilesTest {

  private static final Instant NOW = Instant.parse("2026-11-23T02:00:01Z");

  /** Labels that Prometheus adds to each series, and to those of histograms. */
  private static final Set<String> EVERYWHERE = Set.of("instance", "job", "le");

  private static final Pattern SERIES = Pattern.compile("([a-z_]+)(?:\\{(.*)})? \\S+");
  private static final Pattern USE =
      Pattern.compile("\\b((?:celeryroot|jvm)_[a-z_]+)(?:\\{([^}]*)})?");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)(?:=|!=|=~|!~)\"");
  private static final Pattern BY = Pattern.compile("\\bby \\(([^)]*)\\)");

  /** Name of each metric to the names of its labels. */
  private static final Map<String, Set<String>> EMITTED = new TreeMap<>();

  /** Name of each metric to its HELP text. */
  private static final Map<String, String> HELP = new TreeMap<>();

  private static final ClConfig CONFIG =
      TestSite.config(
          """
              redis: redis://127.0.0.1:1
              workers: {web: {hostnames: [web01]}}
              tasks: {good: {command: ["true"]}}
              schedules: {nightly: {cron: "0 2 * * *", task: good, targets: [web]}}
              """);

  private static final SiteWatch WATCH = new SiteWatch(CONFIG);

  @BeforeAll
  static void emitAll() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new JvmMemoryMetrics().bindTo(registry);
    new SiteMetrics(CONFIG, WATCH).bindTo(registry);
    JobMetrics metrics = new JobMetrics(registry, CONFIG, InstantSource.fixed(NOW));
    JobOutcome failed =
        new JobOutcome(
            Outcome.FAILED, OptionalInt.of(1), "", "", false, NOW, Duration.ofSeconds(1), "");
    metrics.submitted(run());
    metrics.distrusted(job("good"));
    metrics.started(job("good"), "web01", 1);
    metrics.ended(job("good"), "web01", failed, false);
    metrics.settled(job("good"), failed);
    registry
        .scrape()
        .lines()
        .map(Pattern.compile("# HELP (\\S+) (.*)")::matcher)
        .filter(Matcher::matches)
        .forEach(help -> HELP.put(help.group(1), help.group(2).strip()));
    registry
        .scrape()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(MonitoringFilesTest::add);
  }

  @AfterAll
  static void close() {
    WATCH.close();
  }

  private static void add(String line) {
    Matcher series = SERIES.matcher(line);
    assertThat(series.matches()).as(line).isTrue();
    EMITTED
        .computeIfAbsent(series.group(1), name -> new TreeSet<>())
        .addAll(labels(series.group(2)));
  }

  private static Job job(String task) {
    return Job.recorded(
        "a",
        "nightly-1",
        Optional.of("nightly"),
        Optional.of(NOW.minusSeconds(1)),
        task,
        new Target("web", "web_tasks", Optional.of("web01")));
  }

  private static RunRecord run() {
    return new RunRecord(
        "nightly-1",
        Optional.of("nightly"),
        Optional.of(NOW.minusSeconds(1)),
        "good",
        Map.of(),
        List.of(),
        List.of(),
        NOW,
        "test",
        List.of(),
        Optional.empty());
  }

  private static Set<String> labels(String text) {
    Set<String> names = new HashSet<>();
    Matcher label = LABEL.matcher(text == null ? "" : text);
    while (label.find()) {
      names.add(label.group(1));
    }
    return names;
  }

  @Test
  void the_dashboard_asks_only_for_metrics_and_labels_that_there_are() throws IOException {
    JsonNode dashboard =
        new ObjectMapper().readTree(Path.of("deploy/grafana/celeryroot.json").toFile());
    List<String> expressions = dashboard.findValuesAsText("expr");

    assertThat(expressions).hasSizeGreaterThan(15).allSatisfy(MonitoringFilesTest::check);
    assertThat(used(expressions))
        .contains("celeryroot_jobs_total", "celeryroot_job_duration_seconds_bucket");
  }

  @Test
  void the_alerts_ask_only_for_metrics_and_labels_that_there_are() throws IOException {
    String text = Files.readString(Path.of("deploy/prometheus/celeryroot.rules.yml"));
    List<String> names = new ArrayList<>();
    List<String> expressions = new ArrayList<>();
    Map<?, ?> file = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(text);
    for (Object group : (List<?>) file.get("groups")) {
      for (Object rule : (List<?>) ((Map<?, ?>) group).get("rules")) {
        names.add(String.valueOf(((Map<?, ?>) rule).get("alert")));
        expressions.add(String.valueOf(((Map<?, ?>) rule).get("expr")));
      }
    }

    assertThat(names)
        .contains(
            "CeleryrootBeatSilent",
            "CeleryrootScheduleMissed",
            "CeleryrootWorkerLost",
            "CeleryrootQueueOld");
    assertThat(expressions).allSatisfy(MonitoringFilesTest::check);
  }

  @Test
  void each_alert_has_a_test_in_which_it_comes() throws IOException {
    Path files = Path.of("deploy/prometheus");
    String tests = Files.readString(files.resolve("celeryroot.rules.test.yml"));

    assertThat(
            Files.readString(files.resolve("celeryroot.rules.yml"))
                .lines()
                .filter(line -> line.contains("- alert: "))
                .map(line -> line.replaceFirst(".*: ", "")))
        .hasSizeGreaterThan(10)
        .allSatisfy(name -> assertThat(tests).contains("alertname: " + name + ", exp_alerts: [{"));
  }

  @Test
  void each_metric_and_its_labels_are_explained_in_the_docs() throws IOException {
    String page = Files.readString(Path.of("docs/monitoring.md"));

    assertThat(EMITTED.keySet().stream().filter(name -> name.startsWith("celeryroot_")))
        .hasSizeGreaterThan(12)
        .allSatisfy(
            name -> {
              String family = name.replaceAll("_seconds_(bucket|count|sum|max)$", "_seconds");
              Matcher row = Pattern.compile("\\| `" + family + "` \\|([^|]*)\\|").matcher(page);
              assertThat(row.find()).as(family).isTrue();
              assertThat(row.group(1).strip().split(", "))
                  .as(family)
                  .containsExactlyInAnyOrderElementsOf(withoutAdded(EMITTED.get(name)));
            });
  }

  @Test
  void the_help_of_each_metric_matches_the_docs() throws IOException {
    String page = Files.readString(Path.of("docs/monitoring.md"));

    assertThat(HELP.keySet().stream().filter(name -> name.startsWith("celeryroot_")))
        .hasSizeGreaterThan(12)
        .allSatisfy(
            name -> {
              String family = name.replaceAll("_seconds_max$", "_seconds");
              Matcher row =
                  Pattern.compile("\\| `" + family + "` \\|[^|]*\\|(.*)\\|").matcher(page);
              assertThat(row.find()).as(family).isTrue();
              String meaning =
                  row.group(1).replace("`", "").replaceFirst("histogram: ", "").strip();
              assertThat(HELP.get(name)).as(name).isNotEmpty();
              assertThat(meaning).startsWithIgnoringCase(HELP.get(name));
            });
  }

  private static Set<String> withoutAdded(Set<String> labels) {
    Set<String> own = new TreeSet<>(labels);
    own.removeAll(EVERYWHERE);
    return own.isEmpty() ? Set.of("–") : own;
  }

  @Test
  void a_name_outside_cl_yaml_does_not_become_a_label() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    JobMetrics metrics = new JobMetrics(registry, CONFIG, InstantSource.fixed(NOW));

    for (int i = 0; i < 1000; i++) {
      metrics.settled(job("made-up-" + i), JobOutcome.of(Outcome.REJECTED, "", NOW));
    }

    assertThat(registry.scrape())
        .contains("{outcome=\"rejected\",role=\"web\",task=\"other\"} 1000.0")
        .doesNotContain("made-up");
  }

  private static Set<String> used(List<String> expressions) {
    Set<String> used = new TreeSet<>();
    for (String expression : expressions) {
      Matcher use = USE.matcher(expression);
      while (use.find()) {
        used.add(use.group(1));
      }
    }
    return used;
  }

  private static void check(String expression) {
    Set<String> known = new HashSet<>(EVERYWHERE);
    Matcher use = USE.matcher(expression);
    int uses = 0;
    while (use.find()) {
      uses++;
      assertThat(EMITTED).as(expression).containsKey(use.group(1));
      Set<String> labels = EMITTED.get(use.group(1));
      known.addAll(labels);
      Set<String> asked = labels(use.group(2));
      asked.removeAll(EVERYWHERE);
      assertThat(labels).as(expression).containsAll(asked);
    }
    assertThat(uses).as(expression).isPositive();
    Matcher by = BY.matcher(expression);
    while (by.find()) {
      assertThat(known).as(expression).contains(by.group(1).split(", "));
    }
  }
}
