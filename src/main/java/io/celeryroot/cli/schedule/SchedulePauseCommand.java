// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.schedule;

import io.celeryroot.cli.console.Audited;
import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.FileDrift;
import io.celeryroot.cli.console.RedisCommand;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.config.Schedule;
import io.celeryroot.queue.schedule.PauseRequest;
import io.celeryroot.queue.schedule.Paused;
import io.celeryroot.queue.schedule.SchedulePauses;
import io.celeryroot.queue.schedule.ScheduleStates;
import io.celeryroot.text.Printable;
import io.celeryroot.text.Text;
import io.celeryroot.view.View;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cl schedule pause}. */
@Audited
@Command(
    description = "Keeps schedules from becoming due until a time, or until they are resumed.",
    footer = {
      "",
      "What was due in a pause is not missed. A schedule that is paused already gets the new end and",
      "reason.",
      "Example: cl schedule pause nightly --for 2h --reason \"disk of db1 is replaced\""
    })
public final class SchedulePauseCommand extends RedisCommand {

  /** The result for one schedule. */
  private record Done(String schedule, boolean changed, Paused paused) {}

  private static final View<Done> DONE =
      new View<Done>()
          .field("schedule", Done::schedule)
          .field("changed", Done::changed)
          .field("paused", done -> done.paused().since())
          .field("paused_until", done -> done.paused().until())
          .field("paused_by", done -> done.paused().by())
          .field("paused_why", done -> done.paused().why());

  @Mixin private final ScheduleNames names = new ScheduleNames();

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      description = "End of the pause as a time from now, such as 2h, by the clock of Redis.")
  private Duration length;

  @Option(
      names = "--until",
      paramLabel = "INSTANT",
      description = "End of the pause, such as 2026-11-24T02:00:00Z; what is due then runs.")
  private Instant until;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Reason, shown with the pause.")
  private String reason;

  @Override
  protected void check() {
    names.check();
    CommandFailure.refuseIf(
        length != null && until != null, "cl: --for does not go with --until; drop one");
    CommandFailure.refuseIf(length != null && length.toSeconds() < 1, "cl: --for: need 1s or more");
  }

  @Override
  protected boolean run(SiteConnection site) {
    FileDrift.warnOfBeats(console, site);
    PauseRequest request =
        new PauseRequest(end(site), console.submitter().name(), Optional.ofNullable(reason));
    ScheduleStates states = new ScheduleStates(site.redis(), site.config().resultsKept());
    SchedulePauses pauses = new SchedulePauses(site.redis());
    List<Done> done = new ArrayList<>();
    for (Schedule schedule : names.in(site.config())) {
      boolean changed = pauses.pause(schedule.name(), request);
      // Somebody may have resumed it since.
      states
          .read(schedule.name())
          .paused()
          .ifPresent(paused -> done.add(new Done(schedule.name(), changed, paused)));
    }
    console.answer(
        DONE.documents(done),
        () -> done.stream().map(SchedulePauseCommand::line).collect(Collectors.joining()));
    return true;
  }

  /** Returns the end by the clock of Redis, in whole seconds. */
  private Optional<Instant> end(SiteConnection site) {
    Instant now = site.redis().serverTime();
    Instant end = length == null ? until : now.plus(length);
    CommandFailure.refuseIf(
        end != null && !end.isAfter(now),
        "cl: --until %s is over; by the clock of Redis it is %s",
        end,
        Text.utc(now));
    return Optional.ofNullable(end).map(instant -> instant.truncatedTo(ChronoUnit.SECONDS));
  }

  private static String line(Done done) {
    Paused paused = done.paused();
    return done.schedule()
        + (done.changed() ? ": paused" : ": was already paused; it stays paused")
        + paused
            .until()
            .map(end -> " until " + Text.utc(end))
            .orElse(done.changed() ? "" : " until it is resumed")
        + paused.why().map(why -> " (" + Printable.line(why) + ")").orElse("")
        + "\n";
  }
}
