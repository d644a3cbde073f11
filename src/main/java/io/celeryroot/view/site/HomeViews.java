// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.view.site;

import io.celeryroot.monitor.ScheduleView;
import io.celeryroot.text.Text;
import io.celeryroot.view.Terminal;
import io.celeryroot.view.ViewPart;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The first page: what is wrong, what runs, what is due next. */
public final class HomeViews {

  private static final int MOST_ROWS = 20;

  private final SiteViews site;
  private final List<ScheduleView> next;

  public HomeViews(SiteViews site) {
    this.site = site;
    this.next =
        site.schedules().stream()
            .filter(view -> view.nextDue().isPresent())
            .sorted(Comparator.comparing(view -> view.nextDue().orElseThrow()))
            .toList();
  }

  /** Returns a line for each kind of problem; none: nothing is wrong. */
  public List<String> problems() {
    return site.problems();
  }

  /** Returns the sentence for a site with which nothing is wrong. */
  public String allIsWell() {
    return "Nothing is wrong. "
        + (next.isEmpty()
            ? "No schedule will become due."
            : "Next is %s, %s."
                .formatted(
                    next.get(0).schedule().name(),
                    Text.relative(next.get(0).nextDue().orElseThrow(), site.now())));
  }

  /** Returns what follows the problems. */
  public List<ViewPart<?>> parts() {
    List<ViewPart<?>> parts = new ArrayList<>();
    List<ScheduleView> bad = site.schedules().stream().filter(SiteViews::needsALook).toList();
    if (!bad.isEmpty()) {
      parts.add(schedules("Schedules that need a look", bad));
    }
    List<ProcessViews.Running> running = ProcessViews.runningIn(site.workers());
    parts.add(
        new ViewPart<>(
            "",
            running.size() > MOST_ROWS ? "Runs now: " + running.size() + " jobs" : "Runs now",
            ProcessViews.running(site.now()),
            first(running),
            "No job runs now."));
    parts.add(schedules("Due next", next));
    return parts;
  }

  private ViewPart<ScheduleView> schedules(String heading, List<ScheduleView> all) {
    String more = all.size() > MOST_ROWS ? " (" + MOST_ROWS + " of " + all.size() + ")" : "";
    return new ViewPart<>(
        "",
        heading + more,
        ScheduleViews.at(site.now()),
        first(all),
        "No schedule will become due.");
  }

  private static <T> List<T> first(List<T> all) {
    return all.stream().limit(MOST_ROWS).toList();
  }

  public String text(Terminal terminal) {
    String head = problems().isEmpty() ? allIsWell() + "\n" : site.problemText(terminal);
    return head + "\n" + ViewPart.text(parts(), terminal);
  }
}
