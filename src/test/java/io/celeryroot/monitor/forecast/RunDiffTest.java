// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.read.ConfigReader;
import io.celeryroot.config.workflow.Step;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.KnownHost;
import io.celeryroot.job.run.Targets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RunDiffTest {

  private static final Instant NOW = Instant.parse("2026-11-23T10:20:30Z");
  private static final Period WEEK = Period.weekAfter(NOW);

  /** A week in which a clock of Europe is put back would hide nothing; half a day is quick. */
  private static final Period SHORT = new Period(NOW, NOW.plus(Duration.ofHours(13)));

  private static ClConfig config(String schedules) {
    String text =
        """
        workers:
          web: {hostnames: [w1, w2, w3]}
          db: {hostnames: [d1, w3], blackout: [evening]}
          all: {hostnames: ["x*"]}
        calendars:
          evening: {hours: ["18:00-20:00"]}
          lunch: {hours: ["12:00-13:00"]}
        tasks:
          note: {command: ["true"]}
        schedules:
        """
            + schedules;
    return ConfigReader.read("cl.yaml", text, Map.of(), Optional.empty()).config().orElseThrow();
  }

  private static RunDiff diff(String before, String after) {
    return RunDiff.between(config(before), config(after), WEEK, Set.of());
  }

  private static String schedule(String name, String keys) {
    return "  " + name + ": {task: note, " + keys + "}\n";
  }

  @Test
  void the_same_schedules_have_the_same_runs() {
    String text = schedule("a", "cron: '* * * * *', targets: [web]");

    assertThat(diff(text, text)).isEqualTo(new RunDiff(List.of(), List.of()));
  }

  @Test
  void another_hour_moves_each_run_and_says_the_nearest_instant() {
    RunDiff diff =
        diff(
            schedule("a", "cron: '0 2 * * *', targets: [web]"),
            schedule("a", "cron: '0 3 * * *', targets: [web]"));

    assertThat(diff.runs()).hasSize(1);
    HostDiff moved = diff.runs().get(0);
    assertThat(moved.hosts()).containsExactly("w1", "w2", "w3");
    assertThat(moved.movedCount()).isEqualTo(7);
    assertThat(moved.addedCount() + moved.removedCount()).isZero();
    assertThat(moved.firstBefore()).contains(Instant.parse("2026-11-24T02:00:00Z"));
    assertThat(moved.firstAfter()).contains(Instant.parse("2026-11-24T03:00:00Z"));
  }

  @Test
  void a_host_that_is_new_gets_runs_and_the_others_keep_theirs() {
    RunDiff diff =
        diff(
            schedule("a", "cron: '0 2 * * *', targets: [w1]"),
            schedule("a", "cron: '0 2 * * *', targets: [w1, w2]"));

    assertThat(diff.runs()).extracting(HostDiff::hosts).containsExactly(List.of("w2"));
    assertThat(diff.runs().get(0).addedCount()).isEqualTo(7);
  }

  @Test
  void a_schedule_that_is_gone_or_disabled_loses_its_runs() {
    String was = schedule("a", "cron: '0 2 * * *', targets: [w1]");
    String disabled = schedule("a", "cron: '0 2 * * *', targets: [w1], enabled: false");
    String other = schedule("b", "at: '2020-01-01T00:00', targets: [w1]");

    assertThat(diff(was, disabled).runs().get(0).removedCount()).isEqualTo(7);
    assertThat(diff(was, other).runs().get(0).removedCount()).isEqualTo(7);
  }

  @Test
  void a_splay_moves_hosts_within_their_runs() {
    RunDiff diff =
        diff(
            schedule("a", "cron: '0 2 * * *', targets: [web]"),
            schedule("a", "cron: '0 2 * * *', targets: [web], splay: 10m"));

    assertThat(diff.runs().stream().flatMap(d -> d.hosts().stream())).isNotEmpty();
    assertThat(diff.runs()).allSatisfy(d -> assertThat(d.movedCount()).isEqualTo(7));
  }

  @Test
  void calendars_take_runs_away_from_the_hosts_of_a_role_only() {
    RunDiff diff =
        diff(
            schedule("a", "cron: '0 12,18 * * *', targets: [web, db]"),
            schedule("a", "cron: '0 12,18 * * *', targets: [web, db], blackout: [lunch]"));

    assertThat(diff.runs()).hasSize(2);
    assertThat(diff.runs()).allSatisfy(d -> assertThat(d.removedCount()).isEqualTo(7));
  }

  /** Found by the property below. */
  @Test
  void what_is_no_longer_one_workflow_runs_while_one_of_its_roles_is_closed() {
    String waves = schedule("a", "cron: '0 18 * * *', targets: [web, db], batch: 1");
    String atOnce = schedule("a", "cron: '0 18 * * *', targets: [web, db]");

    assertThat(diff(waves, atOnce).runs()).isNotEmpty();
    assertThat(diff(waves, atOnce).runs()).allSatisfy(d -> assertThat(d.addedCount()).isEqualTo(7));
  }

  @Test
  void globs_stand_for_themselves_until_hosts_are_known() {
    ClConfig none = config(schedule("b", "at: '2020-01-01T00:00', targets: [w1]"));
    ClConfig some = config(schedule("a", "cron: '0 2 * * *', targets: [all]"));
    Set<KnownHost> known = Set.of(new KnownHost("x7", Set.of("all")));

    assertThat(RunDiff.between(none, some, WEEK, Set.of()).runs().get(0).hosts())
        .containsExactly("x*");
    assertThat(RunDiff.between(none, some, WEEK, known).runs().get(0).hosts())
        .containsExactly("x7");
  }

  @Test
  void new_collisions_are_told_once_for_the_schedule_that_changed() {
    String other = schedule("b", "cron: '0 3 * * *', targets: [w2]");
    String apart = schedule("c", "cron: '0 3 * * *', targets: [d1]");
    RunDiff diff =
        diff(
            schedule("a", "cron: '0 2 * * *', targets: [web]") + other + apart,
            schedule("a", "cron: '0 3 * * *', targets: [web]") + other + apart);

    assertThat(diff.collisions())
        .containsExactly(
            new Collision("a", List.of("b"), List.of("w2"), Instant.parse("2026-11-24T03:00:00Z")));
  }

  @Test
  void a_collision_that_was_there_is_not_told() {
    String both =
        schedule("a", "cron: '0 2 * * *', targets: [web]")
            + schedule("b", "cron: '0 2 * * *', targets: [web]");

    assertThat(diff(both, both.replaceFirst("0 2", "0 2,3")).collisions()).isEmpty();
  }

  @Test
  void a_thousand_new_schedules_on_two_thousand_hosts_take_seconds() {
    StringBuilder text = new StringBuilder("workers: {web: {hostnames: [h0");
    for (int i = 1; i < 2000; i++) {
      text.append(", h").append(i);
    }
    text.append("]}}\ntasks: {note: {command: ['true']}}\nschedules:\n");
    text.append(schedule("other", "at: '2020-01-01T00:00', targets: [web]"));
    String before = text.toString();
    for (int i = 0; i < 1000; i++) {
      text.append(schedule("s" + i, "cron: '" + i % 60 + " * * * *', targets: [web]"));
    }
    ClConfig old = read(before);
    ClConfig now = read(text.toString());
    long start = System.nanoTime();

    RunDiff diff = RunDiff.between(old, now, WEEK, Set.of());

    assertThat(diff.runs()).hasSize(1000);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
  }

  private static ClConfig read(String text) {
    return ConfigReader.read("cl.yaml", text, Map.of(), Optional.empty()).config().orElseThrow();
  }

  @Provide
  Arbitrary<String> schedules() {
    Arbitrary<String> when =
        Arbitraries.of(
            "cron: '0 * * * *'",
            "cron: '*/20 11-20 * * *'",
            "every: 7m",
            "every: 90m",
            "cron: '30 2 * * *', timezone: Europe/Berlin",
            "at: '2026-11-23T18:30'");
    Arbitrary<String> where = Arbitraries.of("web", "db", "w1", "w3", "web, db", "w2, d1");
    Arbitrary<String> how =
        Arbitraries.of(
            "",
            ", splay: 10m",
            ", splay: 1h",
            ", enabled: false",
            ", blackout: [lunch]",
            ", only_in: [evening]",
            ", run_on: any",
            ", batch: 1",
            ", blackout: [evening], after: run");
    Arbitrary<String> one =
        Combinators.combine(when, where, how)
            .as((time, targets, more) -> time + ", targets: [" + targets + "]" + more);
    return one.list()
        .ofMinSize(1)
        .ofMaxSize(3)
        .map(
            list -> {
              StringBuilder text = new StringBuilder();
              for (int i = 0; i < list.size(); i++) {
                text.append(schedule("s" + i, list.get(i)));
              }
              return text.toString();
            });
  }

  /** Asks each second of the period whether each schedule starts on each host. */
  private static Set<List<Object>> oracle(ClConfig config) {
    Set<List<Object>> runs = new HashSet<>();
    for (Schedule schedule : config.schedules().values()) {
      List<Target> targets = new ArrayList<>();
      for (Step step : schedule.steps()) {
        targets.addAll(
            Targets.resolve(config, step.targets(), step.runOn(), step.task(), Set.of()).targets());
      }
      for (Instant at = SHORT.after().plusSeconds(1);
          !at.isAfter(SHORT.until());
          at = at.plusSeconds(1)) {
        Instant due = at;
        if (!schedule.enabled()
            || due.getEpochSecond() % 30 != 0
            || !schedule.timetable().isDue(due)
            || schedule.openTimes().closedBy(due).isPresent()) {
          continue;
        }
        List<Target> open =
            targets.stream()
                .filter(
                    target -> config.roles().get(target.role()).openTimes().closedBy(due).isEmpty())
                .toList();
        if (schedule.workflow().isEmpty() || open.size() == targets.size()) {
          open.forEach(
              target ->
                  runs.add(
                      List.of(
                          schedule.name(),
                          target.label(),
                          due,
                          schedule.start(due, target.label()))));
        }
      }
    }
    return runs;
  }

  private static Set<List<Object>> without(Set<List<Object>> all, Set<List<Object>> others) {
    return all.stream().filter(run -> !others.contains(run)).collect(Collectors.toSet());
  }

  @Property(tries = 60)
  void added_and_removed_runs_are_those_that_an_oracle_lists(
      @ForAll("schedules") String before, @ForAll("schedules") String after) {
    ClConfig old = config(before);
    ClConfig now = config(after);
    Set<List<Object>> added = without(oracle(now), oracle(old));
    Set<List<Object>> removed = without(oracle(old), oracle(now));

    RunDiff diff = RunDiff.between(old, now, SHORT, Set.of());

    Set<List<Object>> foundAdded = new HashSet<>();
    Set<List<Object>> foundRemoved = new HashSet<>();
    for (HostDiff one : diff.runs()) {
      for (String host : one.hosts()) {
        Schedule was = old.schedules().get(one.schedule());
        Schedule is = now.schedules().get(one.schedule());
        one.added().forEach(at -> foundAdded.add(run(is, host, at)));
        one.removed().forEach(at -> foundRemoved.add(run(was, host, at)));
        one.shifted().forEach(at -> foundAdded.add(run(is, host, at)));
        one.shifted().forEach(at -> foundRemoved.add(run(was, host, at)));
      }
    }
    assertThat(new TreeSet<>(texts(foundAdded))).isEqualTo(new TreeSet<>(texts(added)));
    assertThat(new TreeSet<>(texts(foundRemoved))).isEqualTo(new TreeSet<>(texts(removed)));
  }

  private static List<Object> run(Schedule schedule, String host, Instant due) {
    return List.of(schedule.name(), host, due, schedule.start(due, host));
  }

  private static List<String> texts(Set<List<Object>> runs) {
    return runs.stream().map(List::toString).toList();
  }
}
