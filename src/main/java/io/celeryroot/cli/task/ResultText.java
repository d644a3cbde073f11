// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.task;

import io.celeryroot.job.EndedAttempt;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.RunIds;
import io.celeryroot.monitor.JobView;
import io.celeryroot.text.Printable;
import io.celeryroot.text.Text;
import io.celeryroot.view.Colour;
import io.celeryroot.view.Terminal;
import io.celeryroot.view.site.JobViews;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The results of jobs as people read them; hosts that ended alike stand under one heading. */
final class ResultText {

  private static final int MOST_HOSTS = 8;

  private final Terminal terminal;

  ResultText(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Returns the text of jobs, in their order. */
  String of(List<JobView> jobs) {
    return jobs.size() == 1 ? text(jobs.get(0)) : sections(jobs);
  }

  String sections(List<JobView> jobs) {
    Map<Object, List<JobView>> alike = new LinkedHashMap<>();
    jobs.forEach(job -> alike.computeIfAbsent(likeness(job), key -> new ArrayList<>()).add(job));
    return alike.values().stream()
        .map(same -> heading(same) + (same.size() == 1 ? text(same.get(0)) : sum(same)))
        .collect(Collectors.joining("\n"));
  }

  /** Jobs with the same outcome and output are alike; a job with several attempts is like none. */
  private static Object likeness(JobView job) {
    return job.result()
        .<Object>map(
            result ->
                result.attempts().size() > 1 || result.nextAttempt().isPresent()
                    ? job.id()
                    : List.of(
                        job.task(),
                        job.word(),
                        result.outcome().map(JobOutcome::stdout).orElse(""),
                        result.outcome().map(JobOutcome::stderr).orElse("")))
        .orElseGet(() -> job.task() + " waiting");
  }

  /** Returns the line above the output of each of several hosts, or groups of hosts. */
  private String heading(List<JobView> jobs) {
    return Colour.BOLD.paint("==> " + Printable.line(places(jobs)) + " <==", terminal.colour())
        + "\n";
  }

  private static String places(List<JobView> jobs) {
    return Text.listing(jobs.stream().map(JobViews::place).toList(), MOST_HOSTS);
  }

  private String sum(List<JobView> jobs) {
    JobView first = jobs.get(0);
    StringBuilder text =
        new StringBuilder(
            Printable.line(
                RunIds.runOf(first.id()).orElse("")
                    + " "
                    + first.task()
                    + " on "
                    + Text.count(jobs.size(), "host")
                    + ": "));
    text.append(word(first)).append(span(jobs)).append('\n');
    first.result().flatMap(JobResult::outcome).ifPresent(outcome -> append(text, outcome));
    return text.toString();
  }

  private static String span(List<JobView> jobs) {
    List<Duration> sorted =
        jobs.stream().flatMap(job -> JobViews.duration(job).stream()).sorted().toList();
    if (sorted.isEmpty()) {
      return "";
    }
    String least = Text.duration(sorted.get(0));
    String most = Text.duration(sorted.get(sorted.size() - 1));
    return " in " + (least.equals(most) ? least : least + " to " + most);
  }

  private String word(JobView job) {
    return JobViews.colour(job).paint(Printable.line(job.word()), terminal.colour());
  }

  private String text(JobView job) {
    String host = JobViews.place(job);
    String name = job.id() + " " + job.task() + (host.isEmpty() ? "" : " on " + host);
    StringBuilder text = new StringBuilder(Printable.line(name) + ": " + word(job));
    job.result().ifPresent(result -> append(text, result));
    return job.result().isPresent() ? text.toString() : text.append('\n').toString();
  }

  private void append(StringBuilder text, JobResult result) {
    text.append(details(result)).append('\n');
    if (result.attempts().size() > 1) {
      result.attempts().forEach(attempt -> text.append(line(attempt)).append('\n'));
    }
    result.outcome().ifPresent(outcome -> append(text, outcome));
  }

  private void append(StringBuilder text, JobOutcome outcome) {
    append(text, "stdout", outcome.stdout());
    append(text, "stderr", outcome.stderr());
    text.append(outcome.truncated() ? "(the output was longer; its middle was cut)\n" : "");
  }

  private static String details(JobResult result) {
    String duration = JobViews.duration(result).map(d -> " in " + Text.duration(d)).orElse("");
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
      String shown = terminal.out() ? Printable.lines(output) : output;
      text.append("--- ").append(name).append('\n').append(shown);
      text.append(shown.endsWith("\n") ? "" : "\n");
    }
  }
}
