// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.page;

import io.celeryroot.config.Schedule;
import io.celeryroot.monitor.ScheduleView;
import io.celeryroot.monitor.history.DefinitionChange;
import io.celeryroot.monitor.history.RunHistory;
import io.celeryroot.monitor.history.ScheduleHistory;
import io.celeryroot.queue.schedule.ScheduleState;
import io.celeryroot.routes.RouteGenerator;
import io.celeryroot.routes.RouteStep;
import io.celeryroot.text.ShellWords;
import io.celeryroot.text.Text;
import io.celeryroot.view.View;
import io.celeryroot.view.site.HistoryViews;
import io.celeryroot.web.RouteCounts;
import io.celeryroot.web.act.PageAction;
import io.celeryroot.web.draw.RoutePicture;
import io.celeryroot.web.part.Address;
import io.celeryroot.web.part.FormField;
import io.celeryroot.web.part.Link;
import io.celeryroot.web.part.Output;
import io.celeryroot.web.part.Part;
import io.celeryroot.web.part.Rows;
import io.celeryroot.web.part.Said;
import io.celeryroot.web.part.Tone;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** One schedule: when it runs, how its runs went, what changed, and its generated route. */
final class SchedulePage implements Page {

  private static final int MOST_RUNS = 50;
  private static final int NEXT = 5;

  private static final View<DefinitionChange> CHANGES =
      new View<DefinitionChange>()
          .cell("AT (UTC)", DefinitionChange::at)
          .cell("CHANGE", DefinitionChange::text);

  @Override
  public PageContent answer(Site site, Query query) {
    String name = query.name();
    Schedule schedule = site.config().schedules().get(name);
    if (schedule == null) {
      return PageContent.missing(
          "schedule",
          "cl schedule list",
          "The cl.yaml that this process runs has no schedule " + name + ".");
    }
    ScheduleHistory history =
        new RunHistory(site.redis(), site.config()).ofSchedule(name, MOST_RUNS);
    HistoryViews views = new HistoryViews(history);
    boolean showsRoute = !query.get("route").isEmpty();
    List<Part> parts = new ArrayList<>();
    parts.add(new Said("", facts(site, schedule, history.state())));
    parts.add(new Said("How it goes", views.head().stream().map(Link::text).toList()));
    parts.add(Rows.linked("Runs", views.grid(), "It has not run yet."));
    if (!history.changes().isEmpty()) {
      parts.add(Rows.of("Changes", CHANGES.grid(history.changes()), ""));
    }
    parts.addAll(actions(schedule, history.state()));
    Map<String, Object> document = new LinkedHashMap<>(views.document());
    document.put("when", schedule.timetable().describe());
    document.put(
        "next",
        ScheduleView.nextRuns(schedule, history.state(), site.now(), NEXT).stream()
            .map(Text::utc)
            .toList());
    if (showsRoute) {
      List<RouteStep> steps = RouteStep.of(site.config(), schedule);
      document.put("route", route(steps, site.routes()));
      parts.add(RoutePicture.draw(steps, site.routes()));
      parts.add(
          Output.of(
              "The same as Camel reads it", RouteGenerator.ofSchedule(site.config(), schedule)));
    } else {
      String more = Address.with(query.path(), Map.of("route", "yes"));
      parts.add(
          new Said("", List.of(Link.to(more, "Show the Camel route that is generated from it"))));
    }
    return new PageContent(
        200, name, ShellWords.about("cl schedule history", name), true, parts, document);
  }

  private static List<Object> route(List<RouteStep> steps, RouteCounts counts) {
    List<Object> route = new ArrayList<>();
    for (RouteStep step : steps) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("route", step.route());
      document.put("depth", step.depth());
      document.put("verb", step.verb());
      document.put("text", step.text());
      if (step.depth() == 0) {
        counts
            .of(step.route())
            .ifPresent(
                found -> {
                  document.put("total", found.total());
                  document.put("failed", found.failed());
                  document.put("inflight", found.inflight());
                });
      }
      route.add(document);
    }
    return route;
  }

  private static List<Link> facts(Site site, Schedule schedule, ScheduleState state) {
    List<Link> facts = new ArrayList<>();
    facts.add(
        Link.text(
            "runs "
                + schedule.timetable().describe()
                + " ("
                + schedule.timetable().text()
                + ", "
                + schedule.zone().getId()
                + ")"));
    facts.add(
        Link.text(
            String.join(", ", schedule.tasks())
                + " on "
                + String.join(", ", schedule.allTargets())));
    if (!schedule.description().isEmpty()) {
      facts.add(Link.text(schedule.description()));
    }
    if (!schedule.enabled()) {
      facts.add(new Link("disabled in the file", Tone.WARN, ""));
    }
    state.paused().ifPresent(pause -> facts.add(new Link(pause.text(), Tone.WARN, "")));
    if (schedule.enabled()) {
      List<Instant> next = ScheduleView.nextRuns(schedule, state, site.now(), NEXT);
      facts.add(
          Link.text(
              next.isEmpty()
                  ? state.isPaused() ? "not due until it is resumed" : "never due by itself"
                  : "due next "
                      + Text.relative(next.get(0), site.now())
                      + ": "
                      + next.stream().map(Text::utc).collect(Collectors.joining(", "))));
    }
    facts.add(Link.to(Address.of("/why", schedule.name()), "Why did it run, or not?"));
    return facts;
  }

  private static List<Part> actions(Schedule schedule, ScheduleState state) {
    List<Part> actions = new ArrayList<>();
    actions.add(PageAction.RUN.form(schedule.name()));
    if (state.missed() > 0) {
      actions.add(PageAction.RUN_MISSED.form(schedule.name()));
    }
    if (state.isPaused()) {
      actions.add(PageAction.RESUME.form(schedule.name()));
    }
    actions.add(
        PageAction.PAUSE.form(
            schedule.name(),
            FormField.text(
                PageAction.OPTION + "for", "For", "", "such as 2h; empty: until resumed"),
            FormField.text(
                PageAction.OPTION + "until", "Or until", "", "such as 2026-11-24T02:00:00Z"),
            FormField.text(PageAction.OPTION + "reason", "Reason", "", "shown with the pause")));
    return actions;
  }
}
