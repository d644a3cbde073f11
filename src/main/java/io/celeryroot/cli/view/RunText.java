// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.view;

import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.output.Colour;
import io.celeryroot.cli.output.Table;
import io.celeryroot.cli.output.Text;
import io.celeryroot.job.EndedAttempt;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.JobResult;
import io.celeryroot.monitor.JobView;
import io.celeryroot.monitor.RunView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** Runs and jobs in the forms of an answer. */
public final class RunText {

  private RunText() {}

  public static Map<String, Object> document(RunView view) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("run", view.run().id());
    document.put("task", view.run().task());
    document.put("schedule", view.run().schedule());
    document.put("due", view.run().due().map(Text::utc));
    document.put("submitted", Text.utc(view.run().submitted()));
    document.put("by", view.run().by());
    document.put("params", view.run().params());
    document.put("jobs", view.jobs().stream().map(RunText::document).toList());
    return document;
  }

  public static Map<String, Object> document(JobView job) {
    Optional<JobOutcome> outcome = job.result().flatMap(JobResult::outcome);
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("id", job.id());
    document.put("task", job.task());
    document.put("target", job.targetLabel());
    document.put("host", job.host().isEmpty() ? null : job.host());
    document.put("state", job.state().name());
    document.put(
        "outcome",
        outcome.isPresent() || job.hasEnded() ? job.result().map(JobResult::outcomeText) : null);
    document.put("exit_code", exitCode(outcome));
    document.put("stdout", outcome.map(JobOutcome::stdout));
    document.put("stderr", outcome.map(JobOutcome::stderr));
    document.put("truncated", outcome.map(JobOutcome::truncated));
    document.put("started", job.result().flatMap(JobResult::started).map(Object::toString));
    document.put("duration_ms", outcome.map(o -> o.duration().toMillis()));
    document.put("attempt", job.result().map(JobResult::attempt).orElse(0));
    document.put(
        "attempts",
        job.result().map(JobResult::attempts).orElse(List.of()).stream()
            .map(RunText::document)
            .toList());
    return document;
  }

  private static Map<String, Object> document(EndedAttempt attempt) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("attempt", attempt.number());
    document.put("outcome", attempt.outcomeText());
    OptionalInt code = attempt.exitCode();
    document.put("exit_code", code.isPresent() ? code.getAsInt() : null);
    document.put("host", attempt.host());
    document.put("started", attempt.started().toString());
    document.put("duration_ms", attempt.duration().toMillis());
    return document;
  }

  private static Object exitCode(Optional<JobOutcome> outcome) {
    OptionalInt code = outcome.map(JobOutcome::exitCode).orElse(OptionalInt.empty());
    return code.isPresent() ? code.getAsInt() : null;
  }

  /** The jobs of one run. */
  public static String table(RunView view, Console console) {
    Table table = new Table("TARGET", "HOST", "OUTCOME", "DURATION", "JOB", "OUTPUT");
    view.jobs()
        .forEach(
            job ->
                table.row(
                    job.targetLabel(),
                    job.host(),
                    outcome(job),
                    duration(job),
                    job.id(),
                    lastLine(job)));
    return table.render(console.terminal());
  }

  static Object outcome(JobView job) {
    return Table.cell(job.word(), colour(job));
  }

  public static Colour colour(JobView job) {
    if (!job.hasEnded()) {
      return job.word().equals("waiting") ? Colour.DIM : Colour.YELLOW;
    }
    return job.hasFailed() ? Colour.RED : Colour.GREEN;
  }

  public static String duration(JobView job) {
    return job.result()
        .flatMap(JobResult::outcome)
        .map(outcome -> Text.duration(outcome.duration()))
        .orElse("");
  }

  /**
   * What a job said, if one line says it: all of the output of a job that went well, or the last
   * line of a failed one, of its errors if there are any.
   */
  public static String lastLine(JobView job) {
    Optional<JobOutcome> outcome = job.result().flatMap(JobResult::outcome);
    if (job.hasFailed()) {
      return outcome
          .map(o -> o.stderr().isBlank() ? o.stdout() : o.stderr())
          .map(text -> text.strip().lines().reduce("", (a, b) -> b))
          .orElse("");
    }
    return outcome
        .map(o -> o.stdout().strip())
        .filter(text -> text.lines().count() == 1)
        .orElse("");
  }

  /** Whether a job said more than {@link #lastLine} shows. */
  public static boolean hasMoreOutput(JobView job) {
    return job.result()
        .flatMap(JobResult::outcome)
        .map(o -> o.stdout().strip() + o.stderr().strip())
        .filter(text -> !text.equals(lastLine(job)))
        .isPresent();
  }

  /**
   * The two streams of a job, each under its name.
   *
   * @param terminal on one, control characters are made visible: output must not drive it
   */
  public static String output(JobOutcome outcome, boolean terminal) {
    StringBuilder text = new StringBuilder();
    part(text, "stdout", outcome.stdout(), terminal);
    part(text, "stderr", outcome.stderr(), terminal);
    if (outcome.truncated()) {
      text.append("(the output was longer; its middle is cut out)\n");
    }
    return text.toString();
  }

  private static void part(StringBuilder text, String name, String output, boolean terminal) {
    if (!output.isEmpty()) {
      String shown = terminal ? Text.visible(output) : output;
      text.append("--- ").append(name).append('\n').append(shown);
      text.append(shown.endsWith("\n") ? "" : "\n");
    }
  }

  /** {@code 2 ok, 1 failed}. */
  public static String counts(RunView view) {
    return view.counts().entrySet().stream()
        .map(count -> count.getValue() + " " + count.getKey())
        .collect(Collectors.joining(", "));
  }
}
