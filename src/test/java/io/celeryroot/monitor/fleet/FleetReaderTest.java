// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Role;
import io.celeryroot.monitor.Orphan;
import io.celeryroot.monitor.ProcessView;
import io.celeryroot.monitor.QueueView;
import io.celeryroot.monitor.ScheduleView;
import io.celeryroot.queue.control.ControlOrder;
import io.celeryroot.queue.control.ControlState;
import io.celeryroot.queue.host.Heartbeat;
import io.celeryroot.queue.host.Sighting;
import io.celeryroot.queue.schedule.ScheduleState;
import io.celeryroot.testing.TestSite;
import io.celeryroot.text.Text;
import io.celeryroot.view.Cell;
import io.celeryroot.view.Colour;
import io.celeryroot.view.site.FleetViews;
import io.celeryroot.view.site.ProcessViews;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class FleetReaderTest {

  private static final Instant NOW = Instant.parse("2026-11-29T03:00:00Z");
  private static final Instant GONE = NOW.minus(Duration.ofHours(1));

  private static final ClConfig CONFIG =
      TestSite.config(
          "redis://127.0.0.1:1",
          """
          workers:
            web: {hostnames: [web01, web02, web03]}
            spare: {hostnames: ["spare*", "x*"]}
            database: {hostnames: [web01]}
          """);

  private static Heartbeat worker(String host, Instant at, Instant file) {
    return worker(host, at, file, Map.of());
  }

  private static Heartbeat worker(
      String host, Instant at, Instant file, Map<String, String> paused) {
    return new Heartbeat(
        host,
        host,
        List.of("web"),
        List.of(),
        "1.0",
        1,
        "m",
        GONE,
        0,
        2,
        4,
        List.of(),
        0,
        0,
        paused,
        Optional.of(file),
        at,
        Map.of());
  }

  private static Fleet fleet() {
    return FleetReader.of(
        CONFIG,
        List.of(
            worker("web01", NOW, NOW),
            worker("spare07", NOW, GONE),
            worker("stranger", NOW, NOW),
            worker("old", GONE, NOW)),
        Map.of(
            "web01", new Sighting("web01", true, NOW),
            "web02", new Sighting("web02", false, GONE),
            "spare07", new Sighting("spare07", true, NOW),
            "stranger", new Sighting("stranger", true, NOW),
            "old", new Sighting("old", false, GONE)),
        ControlState.NONE,
        NOW);
  }

  @Test
  void each_host_of_the_file_and_each_stranger_that_serves_has_its_state() {
    assertThat(fleet().hosts().stream().map(host -> host.name() + " " + host.state().word()))
        .containsExactly(
            "web01 alive",
            "web02 away",
            "web03 never seen",
            "spare07 alive",
            "stranger not in the file");
    assertThat(fleet().hosts().get(0).roles()).containsExactly("web", "database");
    assertThat(fleet().hosts().get(1).lastSeen()).contains(GONE);
  }

  @Test
  void globs_are_told_with_what_they_match() {
    assertThat(fleet().globs())
        .containsExactly(
            new GlobView("spare", "spare*", List.of("spare07")),
            new GlobView("spare", "x*", List.of()));
  }

  @Test
  void a_worker_with_an_older_file_is_behind() {
    assertThat(fleet().behind().stream().map(HostView::name)).containsExactly("spare07");
  }

  private static ControlOrder order(
      ControlOrder.Kind kind, String name, ControlOrder.Action action) {
    return new ControlOrder(kind, name, action, "ann@host1", GONE, Optional.of("new disk"));
  }

  @Test
  void drained_hosts_and_queues_and_pauses_are_told_with_who_and_since_when() {
    Role role = CONFIG.roles().get("web");
    Fleet fleet =
        FleetReader.of(
            CONFIG,
            List.of(worker("web01", NOW, NOW)),
            Map.of("web01", new Sighting("web01", true, NOW)),
            new ControlState(
                Map.of(),
                Map.of("web01", order(ControlOrder.Kind.HOST, "web01", ControlOrder.Action.DRAIN))),
            NOW);
    List<QueueView> queues =
        List.of(
            new QueueView(
                role,
                List.of(),
                0,
                Optional.of(order(ControlOrder.Kind.QUEUE, "web_tasks", ControlOrder.Action.PAUSE)),
                List.of()));
    assertThat(SiteProblems.of(fleet, List.of(), queues, List.of(), List.of(), NOW))
        .contains(
            "1 host is drained: web01 by ann@host1 since 2026-11-29T02:00:00Z (new disk)",
            "1 queue is paused: web_tasks by ann@host1 since 2026-11-29T02:00:00Z (new disk)");
    assertThat(new FleetViews(fleet, NOW).hosts().grid(fleet.hosts()).rows().get(0).get(1).text())
        .isEqualTo("alive, drained by ann@host1 since 2026-11-29T02:00:00Z (new disk)");
  }

  @Test
  void a_worker_that_was_paused_in_its_process_is_told_with_its_host() {
    Fleet fleet =
        FleetReader.of(
            CONFIG,
            List.of(worker("web01", NOW, NOW, Map.of("web", "this worker paused"))),
            Map.of("web01", new Sighting("web01", true, NOW)),
            ControlState.NONE,
            NOW);

    assertThat(SiteProblems.of(fleet, List.of(), List.of(), List.of(), List.of(), NOW))
        .contains("1 host has a paused worker: web01 takes no jobs of web: this worker paused");
    FleetViews views = new FleetViews(fleet, NOW);
    assertThat(views.hosts().grid(fleet.hosts()).rows().get(0).get(1).text())
        .isEqualTo("alive, takes no jobs of web: this worker paused");
    assertThat(views.hosts().documents(fleet.hosts()).get(0))
        .containsEntry("paused", Map.of("web", "this worker paused"));
  }

  @Test
  void a_worker_that_heeds_an_order_about_its_queue_is_not_told_beside_the_order() {
    Fleet fleet =
        FleetReader.of(
            CONFIG,
            List.of(worker("web01", NOW, NOW, Map.of("web", "queue web_tasks paused by ann"))),
            Map.of("web01", new Sighting("web01", true, NOW)),
            new ControlState(
                Map.of(
                    "web_tasks",
                    order(ControlOrder.Kind.QUEUE, "web_tasks", ControlOrder.Action.PAUSE)),
                Map.of()),
            NOW);

    assertThat(fleet.hosts().get(0).pause()).isEmpty();
  }

  @Test
  void the_list_of_workers_says_of_which_roles_a_worker_claims_nothing() {
    ProcessView paused = new ProcessView(worker("web01", NOW, NOW, Map.of("web", "why")), true);
    ProcessView lost = new ProcessView(worker("web02", GONE, NOW, Map.of("web", "why")), false);
    List<List<Cell>> rows = ProcessViews.workers(NOW).grid(List.of(paused, lost)).rows();

    assertThat(rows.get(0).get(1)).isEqualTo(new Cell("alive, takes no jobs: why", Colour.YELLOW));
    assertThat(rows.get(1).get(1)).isEqualTo(new Cell("lost", Colour.RED));
    assertThat(ProcessViews.workers(NOW).document(paused))
        .containsEntry("paused", Map.of("web", "why"));
  }

  @Test
  void a_beat_that_lives_and_does_not_look_or_whose_clock_is_wrong_is_told() {
    ScheduleState state =
        new ScheduleState(
            "nightly",
            Optional.empty(),
            Optional.empty(),
            0,
            0,
            0,
            Optional.empty(),
            Optional.empty(),
            Optional.of(NOW.minusSeconds(200)),
            List.of(),
            Optional.empty(),
            Optional.empty());
    ClConfig config =
        TestSite.config(
            "redis://127.0.0.1:1",
            """
            workers: {web: {hostnames: [web01]}}
            tasks: {sync: {command: ["true"]}}
            schedules: {nightly: {cron: "0 2 * * *", task: sync, targets: [web]}}
            """);
    ScheduleView view =
        new ScheduleView(
            config.schedules().get("nightly"),
            state,
            Optional.empty(),
            List.of(),
            Optional.empty());
    ProcessView beat = new ProcessView(worker("beat1", NOW, NOW), true);
    Fleet none = new Fleet(List.of(), List.of());
    assertThat(SiteProblems.of(none, List.of(beat), List.of(), List.of(view), List.of(), NOW))
        .containsExactly(
            "1 schedule has had no look of a Beat for over 150 s, or the clock of Beat is behind:"
                + " nightly since "
                + NOW.minusSeconds(200));
    Instant before = NOW.minusSeconds(60);
    assertThat(SiteProblems.of(none, List.of(beat), List.of(), List.of(view), List.of(), before))
        .isEmpty();
    Instant early = NOW.minusSeconds(600);
    assertThat(SiteProblems.of(none, List.of(beat), List.of(), List.of(view), List.of(), early))
        .containsExactly(
            "1 schedule may have run early, since the clock of a Beat is or was ahead of that of"
                + " Redis: nightly to "
                + NOW.minusSeconds(200));
  }

  private static List<Orphan> orphans(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(i -> new Orphan("queue", "q" + i, "holds 1 job", "move it"))
        .toList();
  }

  @Test
  void what_names_that_are_gone_have_left_is_told_with_the_fix_and_many_are_counted() {
    ProcessView beat = new ProcessView(worker("beat1", NOW, NOW), true);
    Fleet none = new Fleet(List.of(), List.of());
    assertThat(SiteProblems.of(none, List.of(beat), List.of(), List.of(), orphans(1), NOW))
        .containsExactly("queue q1: holds 1 job; fix: move it");
    assertThat(SiteProblems.of(none, List.of(beat), List.of(), List.of(), orphans(9), NOW))
        .hasSize(5)
        .last()
        .isEqualTo("5 more queues and hosts hold what nobody takes: cl queue list");
  }

  @Test
  void a_lost_Beat_is_told_though_another_carries_on() {
    ProcessView beat = new ProcessView(worker("beat1", NOW, NOW), true);
    ProcessView lost = new ProcessView(worker("beat2", NOW.minusSeconds(99), NOW), false);
    Fleet none = new Fleet(List.of(), List.of());
    assertThat(SiteProblems.of(none, List.of(beat, lost), List.of(), List.of(), List.of(), NOW))
        .containsExactly(
            "1 Beat is lost, another carries on: beat2 since " + Text.utc(lost.heartbeat().at()));
    assertThat(SiteProblems.of(none, List.of(lost), List.of(), List.of(), List.of(), NOW))
        .singleElement(STRING)
        .startsWith("no Beat lives since");
  }

  @Test
  void problems_of_the_fleet_are_a_line_each() {
    assertThat(SiteProblems.of(fleet(), List.of(), List.of(), List.of(), List.of(), Instant.EPOCH))
        .containsExactly(
            "no Beat seen: nothing becomes due by itself",
            "1 host is away: web02 since 2026-11-29T02:00:00Z",
            "1 host was never seen: web03",
            "1 glob matches no host that was ever seen: x* of role spare",
            "1 host serves and is not in the file: stranger",
            "1 worker runs an older cl.yaml than others: spare07");
  }
}
