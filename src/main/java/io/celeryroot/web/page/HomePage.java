// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.page;

import io.celeryroot.monitor.Monitor;
import io.celeryroot.monitor.Orphan;
import io.celeryroot.monitor.Orphans;
import io.celeryroot.monitor.ScheduleView;
import io.celeryroot.view.Text;
import io.celeryroot.view.site.ProcessViews;
import io.celeryroot.view.site.ScheduleViews;
import io.celeryroot.view.site.SiteViews;
import io.celeryroot.web.part.Address;
import io.celeryroot.web.part.Link;
import io.celeryroot.web.part.Part;
import io.celeryroot.web.part.Rows;
import io.celeryroot.web.part.Said;
import io.celeryroot.web.part.Tone;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The first page: what is wrong, what runs, what is due next. */
final class HomePage implements Page {

  private static final int MOST_ROWS = 20;

  @Override
  public Answer answer(Site site, Query query) {
    Monitor monitor = site.monitor();
    SiteViews views = SiteViews.read(site.redis(), site.config(), monitor, site.now());
    List<ScheduleView> next =
        views.schedules().stream()
            .filter(view -> view.nextDue().isPresent())
            .sorted(Comparator.comparing(view -> view.nextDue().orElseThrow()))
            .toList();
    List<Part> parts = new ArrayList<>();
    parts.add(problems(site, views, next));
    List<ScheduleView> bad = views.schedules().stream().filter(SiteViews::needsALook).toList();
    if (!bad.isEmpty()) {
      parts.add(schedules("Schedules that need a look", bad, site));
    }
    List<ProcessViews.Running> running = ProcessViews.runningIn(views.workers());
    parts.add(
        Rows.of(
            running.size() > MOST_ROWS ? "Runs now: " + running.size() + " jobs" : "Runs now",
            ProcessViews.running(site.now()).grid(first(running)),
            Address::inColumn,
            "No job runs now."));
    parts.add(schedules("Due next", next, site));
    return Answer.moving("Home", "cl task status", parts, views.document());
  }

  private static Said problems(Site site, SiteViews views, List<ScheduleView> next) {
    List<Link> lines =
        Stream.concat(
                views.problems().stream(),
                new Orphans(site.redis(), site.config()).find().stream().map(Orphan::text))
            .map(line -> new Link(line, Tone.BAD, ""))
            .toList();
    return lines.isEmpty()
        ? Said.of(Tone.GOOD, "Nothing is wrong. " + due(site, next))
        : new Said("What is wrong", lines);
  }

  private static String due(Site site, List<ScheduleView> next) {
    return next.isEmpty()
        ? "No schedule will become due."
        : "Next is %s, %s."
            .formatted(
                next.get(0).schedule().name(),
                Text.relative(next.get(0).nextDue().orElseThrow(), site.now()));
  }

  private static Rows schedules(String heading, List<ScheduleView> all, Site site) {
    String more = all.size() > MOST_ROWS ? " (" + MOST_ROWS + " of " + all.size() + ")" : "";
    return Rows.of(
        heading + more,
        ScheduleViews.at(site.now()).grid(first(all)),
        Address::inColumn,
        "No schedule will become due.");
  }

  private static <T> List<T> first(List<T> all) {
    return all.stream().limit(MOST_ROWS).toList();
  }
}
