// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.task;

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
    description = "Shows how jobs ended and what they printed; exit 1 if one failed.",
    footer = {"", "Example: cl task result ping-20261124T020000Z-x1y2z3a4.web01"})
public final class TaskResultCommand extends RedisCommand {

  @Parameters(paramLabel = "ID", description = "A run or a job.")
  private String id;

  @Override
  protected boolean run(SiteConnection site) {
    Optional<RunView> run = site.monitor().run(id);
    if (run.flatMap(RunView::workflow).isPresent()) {
      console.answer(RunViews.of(run.get()).document(run.get()), () -> tree(run.get()));
      return !run.get().hasFailedJob();
    }
    List<JobView> jobs = run.map(RunView::jobs).orElseGet(() -> List.of(JobLookup.job(site, id)));
    console.answer(
        run.map(found -> RunViews.of(found).document(found))
            .orElseGet(() -> RunViews.JOBS.document(jobs.get(0))),
        () ->
            jobs.stream()
                .map(job -> (jobs.size() > 1 ? heading(job) : "") + text(job))
                .collect(Collectors.joining("\n")));
    return jobs.stream().noneMatch(JobView::hasFailed);
  }

  /** Returns the steps of a workflow with their jobs, then what the table has no room for. */
  private String tree(RunView run) {
    return Printable.line(run.run().id() + ": " + run.word().orElse(""))
        + "\n"
        + RunViews.of(run).table(List.of(run), console.terminal())
        + run.jobs().stream()
            .filter(RunViews::hasMoreOutput)
            .map(job -> "\n" + heading(job) + text(job))
            .collect(Collectors.joining());
  }

  /** Returns the line above the output of each of several hosts. */
  private String heading(JobView job) {
    return Colour.BOLD.paint(
            "==> " + Printable.line(RunViews.place(job)) + " <==", console.terminal().colour())
        + "\n";
  }

  private String text(JobView job) {
    String host = RunViews.place(job);
    String name = job.id() + " " + job.task() + (host.isEmpty() ? "" : " on " + host);
    String word =
        RunViews.colour(job).paint(Printable.line(job.word()), console.terminal().colour());
    StringBuilder text = new StringBuilder(Printable.line(name) + ": " + word);
    job.result().ifPresent(result -> append(text, result));
    return job.result().isPresent() ? text.toString() : text.append('\n').toString();
  }

  private void append(StringBuilder text, JobResult result) {
    text.append(details(result)).append('\n');
    if (result.attempts().size() > 1) {
      result.attempts().forEach(attempt -> text.append(line(attempt)).append('\n'));
    }
    JobOutcome outcome = result.outcome().orElse(null);
    if (outcome != null) {
      append(text, "stdout", outcome.stdout());
      append(text, "stderr", outcome.stderr());
      text.append(outcome.truncated() ? "(the output was longer; its middle was cut)\n" : "");
    }
  }

  private static String details(JobResult result) {
    String duration =
        result.outcome().map(JobOutcome::duration).map(d -> " in " + Text.duration(d)).orElse("");
    String attempt = result.attempt() > 1 ? ", attempt " + result.attempt() : "";
    String done = result.done().map(at -> ", ended " + Text.utc(at)).orElse("");
    String next = result.nextAttempt().map(at -> ", next attempt " + Text.utc(at)).orElse("");
    return duration + attempt + done + next;
  }

  private static String line(EndedAttempt attempt) {
    return "attempt %d on %s at %s: %s in %s"
        .formatted(
            attempt.number(),
            attempt.host(),
            Text.utc(attempt.started()),
            attempt.outcomeText(),
            Text.duration(attempt.duration()));
  }

  /** Adds a stream under its name; on a terminal with escapes, since output must not drive it. */
  private void append(StringBuilder text, String name, String output) {
    if (!output.isEmpty()) {
      String shown = console.terminal().out() ? Printable.lines(output) : output;
      text.append("--- ").append(name).append('\n').append(shown);
      text.append(shown.endsWith("\n") ? "" : "\n");
    }
  }
}
