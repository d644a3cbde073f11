// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.task;

import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.ExitCode;
import io.celeryroot.cli.console.RedisCommand;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.cli.output.Colour;
import io.celeryroot.cli.output.Text;
import io.celeryroot.cli.view.RunViews;
import io.celeryroot.job.EndedAttempt;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.JobResult;
import io.celeryroot.monitor.JobView;
import io.celeryroot.monitor.RunView;
import io.celeryroot.text.Printable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cl task result}: the outcome and output of a job or of all jobs of a run. */
@Command(
    name = "result",
    sortOptions = false,
    description = "Shows how jobs ended and what they printed; exit 1 if one failed.",
    footer = {"", "Example: cl task result ping-20261124T020000Z-x1y2z3a4.web01"})
final class TaskResultCommand extends RedisCommand {

  @Parameters(paramLabel = "ID", description = "A run or a job.")
  private String id;

  TaskResultCommand(Console console) {
    super(console);
  }

  @Override
  protected int run(SiteConnection site) {
    Optional<RunView> run = site.monitor().run(id);
    List<JobView> jobs = run.map(RunView::jobs).orElseGet(() -> List.of(JobLookup.job(site, id)));
    console.answer(
        run.map(RunViews.RUN::document).orElseGet(() -> RunViews.JOBS.document(jobs.get(0))),
        () ->
            jobs.stream()
                .map(job -> (jobs.size() > 1 ? heading(job) : "") + text(job))
                .collect(Collectors.joining("\n")));
    return jobs.stream().anyMatch(JobView::hasFailed) ? ExitCode.NO : ExitCode.YES;
  }

  /** The line above the output of each of several hosts. */
  private String heading(JobView job) {
    return Colour.BOLD.paint(
            "==> " + Printable.line(RunViews.place(job)) + " <==", console.terminal().colour())
        + "\n";
  }

  private String text(JobView job) {
    StringBuilder text = new StringBuilder();
    String host = RunViews.place(job);
    text.append(Printable.line(job.id() + " " + job.task()));
    text.append(host.isEmpty() ? "" : " on " + Printable.line(host)).append(": ");
    text.append(
        RunViews.colour(job).paint(Printable.line(job.word()), console.terminal().colour()));
    job.result().ifPresent(result -> text.append(details(result)));
    text.append('\n');
    job.result().ifPresent(result -> history(text, result));
    job.result()
        .flatMap(JobResult::outcome)
        .map(outcome -> output(outcome, console.terminal().out()))
        .ifPresent(text::append);
    return text.toString();
  }

  private static String details(JobResult result) {
    String duration =
        result.outcome().map(JobOutcome::duration).map(d -> " in " + Text.duration(d)).orElse("");
    String attempt = result.attempt() > 1 ? ", attempt " + result.attempt() : "";
    String done = result.done().map(at -> ", ended " + Text.utc(at)).orElse("");
    String next = result.nextAttempt().map(at -> ", next attempt " + Text.utc(at)).orElse("");
    return duration + attempt + done + next;
  }

  /** The attempts, if there was more than one. */
  private static void history(StringBuilder text, JobResult result) {
    if (result.attempts().size() > 1) {
      for (EndedAttempt attempt : result.attempts()) {
        text.append(
            "attempt %d on %s at %s: %s in %s%n"
                .formatted(
                    attempt.number(),
                    attempt.host(),
                    Text.utc(attempt.started()),
                    attempt.outcomeText(),
                    Text.duration(attempt.duration())));
      }
    }
  }

  /**
   * Returns the two streams of a job, each under its name.
   *
   * @param terminal on one, control characters are made visible: output must not drive it
   */
  private static String output(JobOutcome outcome, boolean terminal) {
    StringBuilder text = new StringBuilder();
    part(text, "stdout", outcome.stdout(), terminal);
    part(text, "stderr", outcome.stderr(), terminal);
    if (outcome.truncated()) {
      text.append("(the output was longer; its middle was cut)\n");
    }
    return text.toString();
  }

  private static void part(StringBuilder text, String name, String output, boolean terminal) {
    if (!output.isEmpty()) {
      String shown = terminal ? Printable.lines(output) : output;
      text.append("--- ").append(name).append('\n').append(shown);
      text.append(shown.endsWith("\n") ? "" : "\n");
    }
  }
}
