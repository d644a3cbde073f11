// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.view;

import io.celeryroot.cli.output.Colour;
import io.celeryroot.cli.output.Table;
import io.celeryroot.cli.output.Text;
import io.celeryroot.monitor.RunView;
import io.celeryroot.monitor.ScheduleView;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Schedules and what Beats remember of them, in the forms of an answer. */
public final class ScheduleText {

  private ScheduleText() {}

  public static Table table(List<ScheduleView> schedules, Instant now) {
    Table table =
        new Table(
            "SCHEDULE",
            "TASK",
            "TARGETS",
            "NEXT DUE (UTC)",
            "",
            "LAST RUN (UTC)",
            "OUTCOME",
            "MISSED");
    for (ScheduleView view : schedules) {
      table.row(
          view.schedule().name(),
          view.schedule().task(),
          String.join(", ", view.schedule().targets()),
          state(view),
          view.nextDue().map(next -> Text.relative(next, now)).orElse(""),
          view.lastRun().map(ScheduleText::when).orElse(""),
          view.lastRun().map(ScheduleText::outcome).orElse(""),
          missed(view));
    }
    return table;
  }

  private static Object state(ScheduleView view) {
    if (!view.schedule().enabled()) {
      return Table.cell("disabled", Colour.DIM);
    }
    return view.state().isPaused()
        ? Table.cell("paused", Colour.YELLOW)
        : view.nextDue().map(Text::utc).orElse("never");
  }

  private static String when(RunView run) {
    return Text.utc(run.run().due().orElse(run.run().submitted()));
  }

  private static Object outcome(RunView run) {
    Colour colour = run.hasFailedJob() ? Colour.RED : run.hasEnded() ? Colour.GREEN : Colour.YELLOW;
    return Table.cell(RunText.counts(run), colour);
  }

  private static Object missed(ScheduleView view) {
    return view.missed().stream()
        .findFirst()
        .map(last -> view.missedCount() + ", last " + Text.utc(last))
        .<Object>map(text -> Table.cell(text, Colour.YELLOW))
        .orElse("0");
  }

  public static Map<String, Object> document(ScheduleView view) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("schedule", view.schedule().name());
    document.put("task", view.schedule().task());
    document.put("targets", view.schedule().targets());
    document.put("cron", view.schedule().cron().text());
    document.put("timezone", view.schedule().zone().getId());
    document.put("enabled", view.schedule().enabled());
    document.put("paused", view.state().paused().map(Text::utc));
    document.put("next", view.nextDue().map(Text::utc));
    document.put("last_due", view.state().lastDue().map(Text::utc));
    document.put("last_run", view.state().lastRun());
    document.put("last_outcomes", view.lastRun().map(RunView::counts).orElse(Map.of()));
    document.put("runs", view.state().runs());
    document.put("missed", view.missedCount());
    document.put("missed_newest", view.missed().stream().map(Text::utc).toList());
    return document;
  }
}
