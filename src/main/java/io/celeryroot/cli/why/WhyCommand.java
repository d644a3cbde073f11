// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.why;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.NameLookup;
import io.celeryroot.cli.console.RedisCommand;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.cli.console.Suggestion;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Durations;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.monitor.RunView;
import io.celeryroot.monitor.why.Answer;
import io.celeryroot.monitor.why.Cause;
import io.celeryroot.monitor.why.WhyReader;
import io.celeryroot.text.Quote;
import io.celeryroot.view.site.WhyViews;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cl why}: why something ran, waits, or did not run. */
@Command(
    description = "Says why something ran, waits, or did not run, and on which records that rests.",
    footer = {
      "",
      "Of a schedule, the answer is about its newest due instant, or about the one of --at.",
      "Of a task or workflow, it is about its newest run.",
      "Example: cl why nightly",
      "Example: cl why nightly web01 --at 2026-11-24T02:00:00Z"
    })
public final class WhyCommand extends RedisCommand {

  private static final int RUNS_FOR_HINTS = 100;

  @Parameters(
      index = "0",
      paramLabel = "SCHEDULE|TASK|RUN|JOB",
      description = "A name in the file, or the ID of a run, a step of a workflow or a job.")
  private String name;

  @Parameters(index = "1", arity = "0..1", paramLabel = "HOST", description = "Only this host.")
  private String host;

  @Option(
      names = "--at",
      paramLabel = "INSTANT",
      description = "The due instant of a schedule, or the latest submission of a run.")
  private Instant at;

  @Override
  protected boolean run(SiteConnection site) {
    Optional<String> only = Optional.ofNullable(host);
    only.ifPresent(name -> NameLookup.checkHost(site, name));
    Answer answer = answer(site, only);
    console.answer(WhyViews.document(answer), () -> WhyViews.text(answer));
    return true;
  }

  private Answer answer(SiteConnection site, Optional<String> only) {
    ClConfig config = site.config();
    Answer found =
        new WhyReader(site.redis(), config)
            .about(name, only, Optional.ofNullable(at))
            .orElseThrow(() -> noSuchThing(site));
    boolean hasTimes =
        found.cause() == Cause.NOT_IN_FILE
            || config.schedules().containsKey(name)
            || config.workflow(name).isPresent()
            || config.task(name).isPresent();
    CommandFailure.refuseIf(
        at != null && !hasTimes,
        "cl: --at goes with a schedule, workflow or task; %s is none of them",
        name);
    return found;
  }

  private CommandFailure noSuchThing(SiteConnection site) {
    List<String> known = new ArrayList<>(site.config().schedules().keySet());
    known.addAll(site.config().tasks().keySet());
    known.addAll(site.config().workflows().keySet());
    site.monitor().runs(RUNS_FOR_HINTS, run -> true).stream()
        .map(RunView::run)
        .map(RunRecord::id)
        .forEach(known::add);
    if (NameLookup.unknownHost(site, name).isEmpty()) {
      boolean isRole = site.config().roles().containsKey(name);
      return CommandFailure.noSuchThing(
          "cl: %s is a %s, and cl why tells of a schedule, workflow, task, run or job\n    see: cl %s %s",
          Quote.of(name),
          isRole ? "role" : "host",
          isRole ? "task list --host" : "worker list",
          name);
    }
    return CommandFailure.noSuchThing(
        "cl: no schedule, workflow, task, run or job %s%s; records are kept %s\n    see: cl task list",
        Quote.of(name), Suggestion.of(name, known), Durations.format(site.config().resultsKept()));
  }
}
