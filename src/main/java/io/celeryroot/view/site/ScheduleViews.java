// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.view.site;

import io.celeryroot.config.Schedule;
import io.celeryroot.cron.timetable.CronTimes;
import io.celeryroot.cron.timetable.Timetable;
import io.celeryroot.monitor.RunSummary;
import io.celeryroot.monitor.ScheduleView;
import io.celeryroot.queue.schedule.Paused;
import io.celeryroot.text.Text;
import io.celeryroot.view.Cell;
import io.celeryroot.view.Colour;
import io.celeryroot.view.View;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Views of schedules and of what Beats remember of them. */
public final class ScheduleViews {

  private ScheduleViews() {}

  /** Returns the view of a schedule with its last run and the next. */
  public static View<ScheduleView> at(Instant now) {
    return new View<ScheduleView>()
        .id("schedule", "SCHEDULE", view -> view.schedule().name())
        .field("task", view -> Optional.of(view.schedule().task()).filter(name -> !name.isEmpty()))
        .cell("TASK", view -> view.schedule().tasks())
        .field("tasks", view -> view.schedule().tasks())
        .column("targets", "TARGETS", view -> view.schedule().allTargets())
        .field("cron", view -> cron(view.schedule()))
        .field("due", view -> view.schedule().timetable().text())
        .field("timezone", view -> view.schedule().zone().getId())
        .field("conditions", view -> view.schedule().conditions().texts())
        .field("enabled", view -> view.schedule().enabled())
        .field("paused", view -> view.state().paused().map(Paused::since))
        .field("paused_until", view -> view.state().paused().flatMap(Paused::until))
        .field("paused_by", view -> view.state().paused().flatMap(Paused::by))
        .field("paused_why", view -> view.state().paused().flatMap(Paused::why))
        .column("next", "NEXT DUE (UTC)", ScheduleView::nextDue, ScheduleViews::next)
        .cell("", view -> view.nextDue().map(next -> Text.relative(next, now)))
        .field("last_due", view -> view.state().lastDue())
        .field("last_run", view -> view.state().lastRun())
        .cell("LAST RUN (UTC)", view -> view.lastRun().map(ScheduleViews::start))
        .column(
            "last_outcomes",
            "OUTCOME",
            view -> view.lastRun().map(RunSummary::counts).orElse(Map.of()),
            view -> view.lastRun().<Object>map(RunSummaryViews::counts).orElse(""))
        .field("runs", view -> view.state().runs())
        .column("missed", "MISSED", ScheduleView::missedCount, ScheduleViews::missed)
        .field("missed_newest", ScheduleView::missed);
  }

  /** Returns the cron expression of a schedule that has one. */
  public static Optional<String> cron(Schedule schedule) {
    return Optional.of(schedule.timetable().base())
        .filter(CronTimes.class::isInstance)
        .map(Timetable::text);
  }

  private static Object next(ScheduleView view) {
    if (!view.schedule().enabled()) {
      return new Cell("disabled", Colour.DIM);
    }
    if (view.schedule().isByHand()) {
      return new Cell("by hand", Colour.DIM);
    }
    return view.state()
        .paused()
        .<Object>map(paused -> new Cell(paused.text(), Colour.YELLOW))
        .orElseGet(() -> view.nextDue().<Object>map(at -> at).orElse("never"));
  }

  private static Instant start(RunSummary run) {
    return run.run().due().orElse(run.run().submitted());
  }

  private static Object missed(ScheduleView view) {
    List<Instant> newest = view.missed();
    return newest.isEmpty()
        ? "0"
        : new Cell(
            view.missedCount() + ", last " + Text.utc(newest.get(0)),
            Colour.YELLOW,
            view.missedCount() + ", last " + Text.minute(newest.get(0)));
  }
}
