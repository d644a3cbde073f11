// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.page;

import io.celeryroot.config.Schedule;
import io.celeryroot.cron.timetable.Splay;
import io.celeryroot.job.RunIds;
import io.celeryroot.monitor.history.LastEnds;
import io.celeryroot.queue.run.EndCounts;
import io.celeryroot.queue.schedule.Paused;
import io.celeryroot.queue.schedule.ScheduleState;
import io.celeryroot.queue.schedule.ScheduleStates;
import io.celeryroot.web.draw.Day;
import io.celeryroot.web.draw.Day.Bar;
import io.celeryroot.web.draw.Day.Kind;
import io.celeryroot.web.draw.Day.Lane;
import io.celeryroot.web.part.Address;
import io.celeryroot.web.part.Form;
import io.celeryroot.web.part.FormField;
import io.celeryroot.web.part.Part;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The 24 hours behind and the 24 hours ahead, schedule by schedule. */
final class DayPage implements Page {

  private static final int PAGE = 30;

  /** Number of decisions of a schedule that Redis keeps. */
  private static final int MOST = 128;

  /** Number of those that may be about due instants that did not run. */
  private static final int SLACK = 8;

  /** Number of runs to come of a schedule that are counted; one a minute has 1440. */
  private static final int MOST_COMING = 2000;

  @Override
  public PageContent answer(Site site, Query query) {
    List<Schedule> wanted =
        site.config().schedules().values().stream()
            .filter(schedule -> schedule.name().contains(query.get("q")))
            .toList();
    Paging<Schedule> page = Paging.of(wanted, PAGE, query);
    Shown shown = shown(site, page.shown());
    List<Lane> lanes = Day.fitting(shown.lanes());
    List<Part> parts = new ArrayList<>();
    if (shown.unread() > 0) {
      parts.add(Unread.said(shown.unread()));
    }
    parts.add(
        Form.filter("/day", List.of(FormField.text("q", "Name contains", query.get("q"), ""))));
    parts.add(Day.draw(site.now(), lanes));
    parts.addAll(page.parts());
    return PageContent.moving("Day", "cl schedule next", parts, document(lanes, shown.unread()));
  }

  /** Lanes, and the number of runs behind that are not in them. */
  private record Shown(List<Lane> lanes, int unread) {}

  private static Shown shown(Site site, Collection<Schedule> shown) {
    ScheduleStates states = new ScheduleStates(site.redis(), site.config().resultsKept());
    List<String> names = shown.stream().map(Schedule::name).toList();
    Map<String, List<Instant>> runs = states.recentRuns(names, MOST);
    Map<String, ScheduleState> known = states.readAll(names);
    Instant from = site.now().minus(Day.SIDE);
    List<List<String>> ids =
        runs.entrySet().stream()
            .map(
                entry ->
                    entry.getValue().stream()
                        .filter(from::isBefore)
                        .map(due -> RunIds.due(entry.getKey(), due))
                        .toList())
            .toList();
    LastEnds.Ends read = new LastEnds(site.redis(), site.config()).read(ids);
    Map<String, EndCounts> ends = read.known();
    List<Lane> lanes = new ArrayList<>();
    for (Schedule schedule : shown) {
      String name = schedule.name();
      List<Bar> bars = new ArrayList<>();
      Duration usual = Duration.ZERO;
      for (Instant due : runs.getOrDefault(name, List.of())) {
        String id = RunIds.due(name, due);
        if (due.isAfter(from) && ends.containsKey(id)) {
          EndCounts end = ends.get(id);
          bars.add(past(due, end, site.now(), id));
          usual = end.longest().orElse(usual);
        }
      }
      if (bars.size() >= MOST - SLACK) {
        // Redis keeps no more, so what was before the last of them is not known.
        bars.add(bars.remove(bars.size() - 1).cut());
      }
      if (known.containsKey(name) && known.get(name).missed() > 0) {
        addMissed(bars, name, states.missed(name, MOST), from);
      }
      Optional<Paused> pause = Optional.ofNullable(known.get(name)).flatMap(ScheduleState::paused);
      bars.addAll(coming(site.now(), schedule, pause, usual));
      lanes.add(new Lane(name, Address.of("/schedules", name), closed(site, schedule), bars));
    }
    return new Shown(lanes, read.unread().size());
  }

  private static void addMissed(List<Bar> bars, String name, List<Instant> missed, Instant from) {
    missed.stream()
        .filter(from::isBefore)
        .forEach(
            due ->
                bars.add(
                    new Bar(
                        Kind.MISSED,
                        due,
                        due,
                        Address.with(Address.of("/why", name), Map.of("at", due.toString())))));
  }

  private static Bar past(Instant due, EndCounts end, Instant now, String id) {
    boolean isOpen = end.total() == 0;
    Instant until = isOpen ? now : end.ended().filter(due::isBefore).orElse(due);
    Kind kind = isOpen ? Kind.OPEN : end.hasFailed() ? Kind.FAILED : Kind.OK;
    return new Bar(kind, due, until, Address.of("/runs", id));
  }

  private static List<Bar> coming(
      Instant now, Schedule schedule, Optional<Paused> pause, Duration usual) {
    Instant end = now.plus(Day.SIDE);
    Instant from =
        pause.map(paused -> paused.until().orElse(end)).filter(now::isBefore).orElse(now);
    if (!schedule.enabled() || !from.isBefore(end)) {
      return List.of();
    }
    Duration splay = schedule.splay().map(Splay::span).orElse(Duration.ZERO);
    List<Instant> due = schedule.timetable().between(from.minusNanos(1), end, MOST_COMING);
    List<Bar> bars =
        due.stream()
            .filter(at -> schedule.openTimes().closedBy(at).isEmpty())
            .map(at -> new Bar(Kind.COMING, at, at.plus(splay).plus(usual), ""))
            .collect(Collectors.toCollection(ArrayList::new));
    if (due.size() == MOST_COMING) {
      bars.add(new Bar(Kind.COMING, end, end, "").cut());
    }
    return bars;
  }

  /** Finds when calendars keep a schedule from starting, to a quarter of an hour. */
  private static List<Bar> closed(Site site, Schedule schedule) {
    if (schedule.openTimes().isAlways()) {
      return List.of();
    }
    List<Bar> closed = new ArrayList<>();
    Instant end = site.now().plus(Day.SIDE);
    Instant began = null;
    for (Instant at = site.now().minus(Day.SIDE); at.isBefore(end); at = at.plusSeconds(900)) {
      boolean isClosed = schedule.openTimes().closedBy(at).isPresent();
      if (isClosed && began == null) {
        began = at;
      } else if (!isClosed && began != null) {
        closed.add(new Bar(Kind.BLACKOUT, began, at, ""));
        began = null;
      }
    }
    if (began != null) {
      closed.add(new Bar(Kind.BLACKOUT, began, end, ""));
    }
    return closed;
  }

  private static Object document(List<Lane> lanes, int unread) {
    Map<String, Object> schedules = new LinkedHashMap<>();
    for (Lane lane : lanes) {
      List<Object> bars = new ArrayList<>();
      for (Bar bar : lane.all()) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("kind", bar.kind().word());
        one.put("from", bar.from().toString());
        one.put("until", bar.until().toString());
        one.put("runs", bar.runs());
        one.put("cut", bar.isCut());
        bars.add(one);
      }
      schedules.put(lane.name(), bars);
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("schedules", schedules);
    document.put("runs_not_read", unread);
    return document;
  }
}
