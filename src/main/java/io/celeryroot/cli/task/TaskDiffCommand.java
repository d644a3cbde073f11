// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.task;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.RedisCommand;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.JobResult;
import io.celeryroot.monitor.JobView;
import io.celeryroot.monitor.RunView;
import io.celeryroot.monitor.history.LastSuccess;
import io.celeryroot.text.Printable;
import io.celeryroot.text.Text;
import io.celeryroot.view.UnifiedDiff;
import io.celeryroot.view.site.JobViews;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cl task diff}: what a run printed that its last success did not. */
@Command(
    description =
        "Compares the output of a run with that of its last success; exit 1 if it differs.",
    footer = {
      "",
      "The last success is of the same schedule, or of the same task by hand, on the same host.",
      "Example: cl task diff nightly-20261124T020000Z web01"
    })
public final class TaskDiffCommand extends RedisCommand {

  private static final int MOST_HOSTS = 8;

  @Parameters(index = "0", paramLabel = "RUN", description = "A run.")
  private String id;

  @Parameters(index = "1", arity = "0..1", paramLabel = "HOST", description = "Only this host.")
  private String host;

  /**
   * A job beside its last success.
   *
   * @param success empty: there is none
   * @param text unified difference; empty: both printed the same
   */
  private record Difference(JobView job, Optional<JobResult> success, String text) {

    String place() {
      return JobViews.place(job);
    }

    /** Text without names of jobs, by which hosts are summed up. */
    String sentence() {
      if (!job.hasEnded()) {
        return job.word();
      }
      return success.isEmpty()
          ? job.word() + "; no success before"
          : job.word() + (text.isEmpty() ? "; the output is the same" : "; the output differs");
    }
  }

  @Override
  protected boolean run(SiteConnection site) {
    RunView run =
        site.monitor()
            .run(id)
            .orElseThrow(
                () -> CommandFailure.noSuchThing("cl: no run \"%s\"\n    see: cl task list", id));
    List<JobView> jobs =
        run.jobs().stream()
            .filter(job -> host == null || JobViews.place(job).equals(host))
            .toList();
    if (jobs.isEmpty()) {
      throw CommandFailure.noSuchThing("cl: run %s has no job for %s", id, host);
    }
    Map<String, JobResult> successes =
        new LastSuccess(site.redis(), site.config()).before(run, jobs);
    List<Difference> differences =
        jobs.stream()
            .map(job -> difference(job, Optional.ofNullable(successes.get(job.id()))))
            .toList();
    console.answer(differences.stream().map(this::document).toList(), () -> text(differences));
    return differences.stream().allMatch(difference -> difference.text().isEmpty());
  }

  private static Difference difference(JobView job, Optional<JobResult> success) {
    String text =
        success
            .filter(before -> job.hasEnded())
            .map(
                before ->
                    UnifiedDiff.of("stdout", stdout(Optional.of(before)), stdout(job.result()))
                        + UnifiedDiff.of(
                            "stderr", stderr(Optional.of(before)), stderr(job.result())))
            .orElse("");
    return new Difference(job, success, text);
  }

  private static String stdout(Optional<JobResult> result) {
    return result.flatMap(JobResult::outcome).map(JobOutcome::stdout).orElse("");
  }

  private static String stderr(Optional<JobResult> result) {
    return result.flatMap(JobResult::outcome).map(JobOutcome::stderr).orElse("");
  }

  private Map<String, Object> document(Difference difference) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("job", difference.job().id());
    document.put("host", difference.place());
    document.put("outcome", difference.job().word());
    document.put("success", difference.success().map(JobResult::id).orElse(null));
    document.put("diff", difference.text());
    return document;
  }

  private String text(List<Difference> differences) {
    Map<String, List<Difference>> alike = new LinkedHashMap<>();
    differences.forEach(
        one ->
            alike
                .computeIfAbsent(one.sentence() + "\n" + one.text(), k -> new ArrayList<>())
                .add(one));
    return alike.values().stream().map(this::section).collect(Collectors.joining("\n"));
  }

  private String section(List<Difference> same) {
    Difference first = same.get(0);
    String places = Text.listing(same.stream().map(Difference::place).toList(), MOST_HOSTS);
    String than = first.success().map(result -> " (success: " + when(result) + ")").orElse("");
    String diff = console.terminal().out() ? Printable.lines(first.text()) : first.text();
    return Printable.line(places + ": " + first.sentence() + than) + "\n" + diff;
  }

  private static String when(JobResult result) {
    return result.id() + result.done().map(at -> " at " + Text.utc(at)).orElse("");
  }
}
