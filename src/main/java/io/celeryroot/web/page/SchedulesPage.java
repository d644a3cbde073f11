// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.page;

import io.celeryroot.job.RunIds;
import io.celeryroot.monitor.RunSummary;
import io.celeryroot.monitor.ScheduleView;
import io.celeryroot.monitor.history.LastEnds;
import io.celeryroot.queue.run.EndCounts;
import io.celeryroot.queue.schedule.ScheduleStates;
import io.celeryroot.view.View;
import io.celeryroot.view.site.ScheduleViews;
import io.celeryroot.view.site.SiteViews;
import io.celeryroot.web.part.Form;
import io.celeryroot.web.part.FormField;
import io.celeryroot.web.part.Part;
import io.celeryroot.web.part.Rows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** All schedules: when they run in words, the next and the last run, how the last twenty went. */
final class SchedulesPage implements Page {

  private static final int PAGE = 50;
  private static final int DOTS = 20;

  private static final Map<String, Comparator<ScheduleView>> ORDERS =
      Map.of(
          "name",
          Comparator.comparing(view -> view.schedule().name()),
          "next",
          Comparator.comparing(view -> view.nextDue().orElse(Instant.MAX)),
          "last",
          Comparator.comparing(SchedulesPage::lastRun).reversed(),
          "longest",
          Comparator.comparing(SchedulesPage::longest).reversed());

  private static Instant lastRun(ScheduleView view) {
    return view.lastRun().map(run -> run.run().submitted()).orElse(Instant.EPOCH);
  }

  private static Duration longest(ScheduleView view) {
    return view.lastRun().flatMap(RunSummary::longest).orElse(Duration.ZERO);
  }

  @Override
  public PageContent answer(Site site, Query query) {
    List<ScheduleView> wanted =
        site.monitor().schedules(site.now()).stream()
            .filter(view -> view.schedule().name().contains(query.get("q")))
            .filter(view -> isIn(view, query.get("state")))
            .collect(Collectors.toCollection(ArrayList::new));
    Optional.ofNullable(ORDERS.get(query.get("sort"))).ifPresent(wanted::sort);
    Paging<ScheduleView> page = Paging.of(wanted, PAGE, query);
    View<ScheduleView> view =
        ScheduleViews.at(site.now())
            .cell("WHEN", one -> one.schedule().timetable().describe())
            .cell("ZONE", one -> one.schedule().zone().getId());
    Map<String, Last> last = last(site, page.shown());
    View<ScheduleView> shown =
        view.cell("USUALLY", one -> last.get(one.schedule().name()).usual())
            .cell("LAST RUNS", one -> last.get(one.schedule().name()).dots());
    List<Part> parts = new ArrayList<>();
    int unread = last.values().stream().mapToInt(Last::unread).sum();
    if (unread > 0) {
      parts.add(Unread.said(unread));
    }
    parts.add(
        Form.filter(
            "/schedules",
            List.of(
                FormField.text("q", "Name contains", query.get("q"), ""),
                FormField.choice(
                    "state",
                    "State",
                    query.get("state"),
                    List.of("", "wrong", "failed", "missed", "paused", "disabled")),
                FormField.order(query.get("sort"), List.of("name", "next", "last", "longest")))));
    parts.add(Rows.linked("", shown.grid(page.shown()), "No schedule is like that."));
    parts.addAll(page.parts());
    return PageContent.moving(
        "Schedules", "cl schedule list", parts, documents(site, page.shown(), last));
  }

  private static List<Object> documents(
      Site site, List<ScheduleView> shown, Map<String, Last> last) {
    List<Object> documents = new ArrayList<>();
    View<ScheduleView> view = ScheduleViews.at(site.now());
    for (ScheduleView one : shown) {
      Map<String, Object> document = new LinkedHashMap<>(view.document(one));
      Last runs = last.get(one.schedule().name());
      document.put("when", one.schedule().timetable().describe());
      document.put("usual_ms", runs.usual().map(Duration::toMillis).orElse(null));
      document.put("last_runs", runs.words());
      document.put("runs_not_read", runs.unread());
      documents.add(document);
    }
    return documents;
  }

  private static boolean isIn(ScheduleView view, String state) {
    return switch (state) {
      case "wrong" -> SiteViews.needsALook(view);
      case "failed" -> view.lastRun().filter(RunSummary::hasFailed).isPresent();
      case "missed" -> view.missedCount() > 0;
      case "paused" -> view.state().isPaused();
      case "disabled" -> !view.schedule().enabled();
      default -> true;
    };
  }

  /**
   * The last runs of a schedule.
   *
   * @param dots one for each, the oldest first, and how many went well
   * @param words one for each, the oldest first
   * @param usual median of the longest jobs
   * @param unread number of those whose ends were not read
   */
  private record Last(String dots, List<String> words, Optional<Duration> usual, int unread) {

    static Last of(Collection<EndCounts> newestFirst, int unread) {
      StringBuilder dots = new StringBuilder();
      List<String> words = new ArrayList<>();
      List<Duration> lasted = new ArrayList<>();
      int well = 0;
      for (EndCounts run : newestFirst) {
        boolean isOpen = run.total() == 0;
        dots.append(isOpen ? '○' : run.hasFailed() ? '✕' : '●');
        words.add(0, isOpen ? "open" : run.hasFailed() ? "failed" : "ok");
        well += isOpen || run.hasFailed() ? 0 : 1;
        run.longest().ifPresent(lasted::add);
      }
      lasted.sort(Comparator.naturalOrder());
      String sum = newestFirst.isEmpty() ? "" : " " + well + "/" + newestFirst.size() + " ok";
      return new Last(
          dots.reverse() + sum,
          words,
          lasted.isEmpty() ? Optional.empty() : Optional.of(lasted.get(lasted.size() / 2)),
          unread);
    }
  }

  private static Map<String, Last> last(Site site, List<ScheduleView> shown) {
    List<String> names = shown.stream().map(view -> view.schedule().name()).toList();
    Map<String, List<Instant>> due =
        new ScheduleStates(site.redis(), site.config().resultsKept()).recentRuns(names, DOTS);
    Map<String, List<String>> runs = new LinkedHashMap<>();
    due.forEach(
        (name, all) -> runs.put(name, all.stream().map(at -> RunIds.due(name, at)).toList()));
    LastEnds.Ends ends = new LastEnds(site.redis(), site.config()).read(runs.values());
    Map<String, Last> last = new HashMap<>();
    for (String name : names) {
      List<String> own = runs.getOrDefault(name, List.of());
      last.put(
          name,
          Last.of(
              own.stream().map(ends.known()::get).filter(Objects::nonNull).toList(),
              (int) own.stream().filter(ends.unread()::contains).count()));
    }
    return last;
  }
}
