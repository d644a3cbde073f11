// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.fleet;

import static io.celeryroot.text.Text.utc;

import io.celeryroot.monitor.Orphan;
import io.celeryroot.monitor.ProcessView;
import io.celeryroot.monitor.QueueView;
import io.celeryroot.monitor.RunSummary;
import io.celeryroot.monitor.ScheduleView;
import io.celeryroot.queue.control.ControlOrder;
import io.celeryroot.queue.control.ControlOrder.Action;
import io.celeryroot.text.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Says what is wrong at a site in a few lines, whatever its size: pure. */
public final class SiteProblems {

  private static final int MOST_NAMED = 4;

  /** Time after which the health of Beat is down, too. */
  private static final Duration MOST_LAG = Duration.ofSeconds(150);

  private final List<String> lines = new ArrayList<>();

  private SiteProblems() {}

  /**
   * Finds what is wrong.
   *
   * @param now time against which a run is late
   * @return one line for each kind of problem; none: nothing is wrong
   */
  public static List<String> of(
      Fleet fleet,
      List<ProcessView> beats,
      List<QueueView> queues,
      List<ScheduleView> schedules,
      List<Orphan> orphans,
      Instant now) {
    SiteProblems problems = new SiteProblems();
    problems.addBeats(beats);
    problems.addHosts(fleet);
    problems.addLag(beats, schedules, now);
    problems.addSchedules(schedules);
    problems.addLate(schedules, now);
    problems.addQueues(queues);
    problems.addOrphans(orphans);
    return List.copyOf(problems.lines);
  }

  private void addBeats(List<ProcessView> beats) {
    if (beats.isEmpty()) {
      lines.add("no Beat seen: nothing becomes due by itself");
    } else if (beats.stream().noneMatch(ProcessView::alive)) {
      Instant last =
          beats.stream().map(beat -> beat.heartbeat().at()).max(Comparator.naturalOrder()).get();
      lines.add("no Beat lives since " + utc(last) + ": nothing becomes due by itself");
    } else {
      add(
          beats.stream().filter(beat -> !beat.alive()).map(ProcessView::heartbeat).toList(),
          "Beat is lost, another carries on",
          "Beats are lost, another carries on",
          beat -> beat.name() + " since " + utc(beat.at()));
    }
  }

  /** A Beat looks at each schedule once a minute, and says up to when, by its own clock. */
  private void addLag(List<ProcessView> beats, List<ScheduleView> schedules, Instant now) {
    if (beats.stream().anyMatch(ProcessView::alive)) {
      add(
          schedules.stream().filter(view -> isBehind(view, now)).toList(),
          "schedule has had no look of a Beat for over 150 s, or the clock of Beat is behind",
          "schedules have had no look of a Beat for over 150 s, or the clock of Beat is behind",
          view -> view.schedule().name() + " since " + utc(view.state().checkedAt().orElseThrow()));
      add(
          schedules.stream().filter(view -> isAhead(view, now)).toList(),
          "schedule may have run early, since the clock of a Beat is or was ahead of that of Redis",
          "schedules may have run early, since the clock of a Beat is or was ahead of that of Redis",
          view -> view.schedule().name() + " to " + utc(view.state().checkedAt().orElseThrow()));
    }
  }

  private static boolean isAhead(ScheduleView view, Instant now) {
    return isByClock(view)
        && view.state().checkedAt().filter(now.plus(MOST_LAG)::isBefore).isPresent();
  }

  private static boolean isBehind(ScheduleView view, Instant now) {
    return isByClock(view)
        && view.state().checkedAt().filter(now.minus(MOST_LAG)::isAfter).isPresent();
  }

  private static boolean isByClock(ScheduleView view) {
    return view.schedule().enabled() && !view.schedule().isByHand();
  }

  private void addHosts(Fleet fleet) {
    add(
        fleet.in(HostState.AWAY),
        "host is away",
        "hosts are away",
        host -> host.name() + host.lastSeen().map(at -> " since " + utc(at)).orElse(""));
    add(
        fleet.in(HostState.NEVER_SEEN),
        "host was never seen",
        "hosts were never seen",
        HostView::name);
    add(
        fleet.globs().stream().filter(glob -> glob.hosts().isEmpty()).toList(),
        "glob matches no host that was ever seen",
        "globs match no host that was ever seen",
        glob -> glob.glob() + " of role " + glob.role());
    add(
        fleet.in(HostState.NOT_IN_FILE),
        "host serves and is not in the file",
        "hosts serve and are not in the file",
        HostView::name);
    add(
        fleet.hosts().stream().filter(host -> host.order().isPresent()).toList(),
        "host is drained",
        "hosts are drained",
        host -> host.name() + origin(host.order()));
    add(
        fleet.hosts().stream().filter(host -> host.pause().isPresent()).toList(),
        "host has a paused worker",
        "hosts have paused workers",
        host -> host.name() + " " + host.pause().orElseThrow());
    add(
        fleet.behind(),
        "worker runs an older cl.yaml than others",
        "workers run an older cl.yaml than others",
        HostView::name);
  }

  private void addSchedules(List<ScheduleView> schedules) {
    add(
        schedules.stream()
            .filter(view -> view.lastRun().filter(RunSummary::hasFailed).isPresent())
            .toList(),
        "schedule failed in its last run",
        "schedules failed in their last run",
        view -> view.schedule().name());
    add(
        schedules.stream()
            .filter(view -> view.lastRun().filter(RunSummary::hasUnsigned).isPresent())
            .toList(),
        "schedule has a result in its last run that its host has not signed",
        "schedules have results in their last run that the hosts have not signed",
        view -> view.schedule().name());
    add(
        schedules.stream()
            .filter(view -> view.schedule().enabled() && view.state().isPaused())
            .toList(),
        "schedule is paused",
        "schedules are paused",
        view ->
            view.schedule().name()
                + view.state().paused().map(pause -> " " + pause.origin()).orElse(""));
    add(
        schedules.stream().filter(view -> view.missedCount() > 0).toList(),
        "schedule missed due instants",
        "schedules missed due instants",
        view -> view.schedule().name() + " (" + view.missedCount() + ")");
  }

  private void addLate(List<ScheduleView> schedules, Instant now) {
    add(
        schedules.stream().filter(view -> isLate(view, now)).toList(),
        "schedule is late",
        "schedules are late",
        view -> view.schedule().name());
  }

  /** Returns true if the last run goes on after the time in which it should have ended well. */
  private static boolean isLate(ScheduleView view, Instant now) {
    return view.lastRun()
        .filter(run -> !run.hasEnded())
        .flatMap(run -> run.run().due())
        .flatMap(due -> view.schedule().watch().lateAfter().map(due::plus))
        .filter(now::isAfter)
        .isPresent();
  }

  private static String origin(Optional<ControlOrder> order) {
    return order.map(given -> " " + given.origin()).orElse("");
  }

  private void addQueues(List<QueueView> queues) {
    addOrders(queues, Action.PAUSE, "queue is paused", "queues are paused");
    addOrders(queues, Action.DRAIN, "queue is drained", "queues are drained");
    add(
        queues.stream().filter(queue -> queue.dead() > 0).toList(),
        "queue has dead letters",
        "queues have dead letters",
        queue -> queue.role().queue() + " (" + queue.dead() + ")");
  }

  private void addOrphans(List<Orphan> orphans) {
    int shown = orphans.size() <= MOST_NAMED + 1 ? orphans.size() : MOST_NAMED;
    orphans.stream().limit(shown).map(Orphan::text).forEach(lines::add);
    if (orphans.size() > shown) {
      lines.add(
          orphans.size() - shown + " more queues and hosts hold what nobody takes: cl queue list");
    }
  }

  private void addOrders(List<QueueView> queues, Action action, String one, String many) {
    add(
        queues.stream()
            .filter(queue -> queue.order().filter(o -> o.action() == action).isPresent())
            .toList(),
        one,
        many,
        queue -> queue.role().queue() + origin(queue.order()));
  }

  private <T> void add(List<T> found, String one, String many, Function<T, String> name) {
    if (found.isEmpty()) {
      return;
    }
    String named = Text.few(found.stream().map(name).toList());
    lines.add(found.size() + " " + (found.size() == 1 ? one : many) + ": " + named);
  }
}
