// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.view.site;

import io.celeryroot.job.run.RunRecord;
import io.celeryroot.monitor.RunSummary;
import io.celeryroot.monitor.history.DefinitionChange;
import io.celeryroot.monitor.history.ScheduleHistory;
import io.celeryroot.text.Printable;
import io.celeryroot.text.Text;
import io.celeryroot.view.Cell;
import io.celeryroot.view.Colour;
import io.celeryroot.view.Table;
import io.celeryroot.view.Terminal;
import io.celeryroot.view.View;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The history of a schedule as text and as an object. */
public final class HistoryViews {

  private static final View<DefinitionChange> CHANGES =
      new View<DefinitionChange>()
          .field("at", DefinitionChange::at)
          .field("key", DefinitionChange::key)
          .field("before", DefinitionChange::before)
          .field("after", DefinitionChange::after);

  private final ScheduleHistory history;

  public HistoryViews(ScheduleHistory history) {
    this.history = history;
  }

  public Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("schedule", history.schedule());
    document.put("ended", history.ended());
    document.put("succeeded", history.succeeded());
    document.put("usual_ms", history.usual().map(this::millis).orElse(null));
    document.put("failing_since", history.firstFailure().map(run -> start(run.run())).orElse(null));
    document.put("missed", history.state().missed());
    document.put("runs", RunSummaryViews.RUNS.documents(history.runs()));
    document.put("changes", CHANGES.documents(history.changes()));
    return document;
  }

  private List<Long> millis(ScheduleHistory.Span span) {
    return List.of(span.least().toMillis(), span.most().toMillis());
  }

  /** Returns the sum, the runs, and between them what changed. */
  public String text(Terminal terminal) {
    String table = grid().render(terminal);
    String changes =
        history.changes().stream()
            .map(change -> Text.utc(change.at()) + "  " + Printable.line(change.text()))
            .collect(Collectors.joining("\n"));
    return String.join("\n", head())
        + "\n\n"
        + table
        + (changes.isEmpty() ? "" : "\nChanges (UTC)\n" + changes + "\n");
  }

  public Table grid() {
    return new View<RunSummary>()
        .id("run", "RUN", run -> run.run().id())
        .cell("SUBMITTED (UTC)", run -> run.run().submitted())
        .cell("OUTCOME", RunSummaryViews::counts)
        .cell("LONGEST", this::longest)
        .grid(history.runs());
  }

  private Object longest(RunSummary run) {
    Optional<String> took = run.longest().map(Text::duration);
    return history.isSlow(run)
        ? new Cell(took.orElse("") + " (slow)", Colour.YELLOW)
        : took.orElse("");
  }

  /** Returns what the runs say together, in a few lines. */
  public List<String> head() {
    List<String> lines = new ArrayList<>();
    int ended = history.ended();
    lines.add(
        ended == 0
            ? "no run of " + history.schedule() + " has ended"
            : "%d of %d runs ended well (%d %%)"
                .formatted(history.succeeded(), ended, 100L * history.succeeded() / ended));
    history
        .usual()
        .ifPresent(
            span ->
                lines.add(
                    "usually %s to %s"
                        .formatted(Text.duration(span.least()), Text.duration(span.most()))));
    history
        .firstFailure()
        .ifPresent(
            run -> lines.add("fails since " + start(run.run()) + ", first in " + run.run().id()));
    if (history.state().missed() > 0) {
      lines.add("missed " + Text.count(history.state().missed(), "due instant"));
    }
    return List.copyOf(lines);
  }

  private static String start(RunRecord run) {
    return Text.utc(run.due().orElse(run.submitted()));
  }
}
