// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.schedule;

import io.celeryroot.cli.console.Audited;
import io.celeryroot.cli.console.FileDrift;
import io.celeryroot.cli.console.RedisCommand;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.config.Schedule;
import io.celeryroot.queue.schedule.Pause;
import io.celeryroot.queue.schedule.SchedulePauses;
import io.celeryroot.text.Text;
import io.celeryroot.view.View;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code cl schedule resume}. */
@Audited
@Command(
    description = "Lets paused schedules become due again, and tells what was due meanwhile.",
    footer = {
      "",
      "What was due in the pause does not run, and does not count as missed.",
      "Example: cl schedule resume nightly"
    })
public final class ScheduleResumeCommand extends RedisCommand {

  /** Number of due instants above which they are only said to be many. */
  private static final int MOST_COUNTED = 1000;

  /**
   * The result for one schedule.
   *
   * @param passed the first due instants of the pause
   */
  private record Done(String schedule, Optional<Pause> pause, List<Instant> passed) {}

  private static final View<Done> DONE =
      new View<Done>()
          .field("schedule", Done::schedule)
          .field("changed", done -> done.pause().isPresent())
          .field("paused", done -> done.pause().map(Pause::from))
          .field("resumed", done -> done.pause().map(Pause::until))
          .field("passed", done -> done.passed().size())
          .field("passed_first", done -> done.passed().stream().findFirst());

  @Mixin private final ScheduleNames names = new ScheduleNames();

  @Override
  protected void check() {
    names.check();
  }

  @Override
  protected boolean run(SiteConnection site) {
    FileDrift.warnOfBeats(console, site);
    SchedulePauses pauses = new SchedulePauses(site.redis());
    List<Done> done = new ArrayList<>();
    for (Schedule schedule : names.in(site.config())) {
      Optional<Pause> pause = pauses.resume(schedule.name());
      done.add(new Done(schedule.name(), pause, passed(schedule, pause)));
    }
    console.answer(
        DONE.documents(done),
        () -> done.stream().map(ScheduleResumeCommand::line).collect(Collectors.joining()));
    return true;
  }

  private static List<Instant> passed(Schedule schedule, Optional<Pause> pause) {
    return pause
        .filter(rest -> schedule.enabled())
        .map(rest -> schedule.timetable().between(rest.from(), rest.until(), MOST_COUNTED))
        .orElse(List.of());
  }

  private static String line(Done done) {
    if (done.pause().isEmpty()) {
      return done.schedule() + ": was not paused\n";
    }
    if (done.passed().isEmpty()) {
      return done.schedule() + ": resumed\n";
    }
    int passed = done.passed().size();
    return "%s: resumed; %s in the pause passed without a run, which is not missed\n    to run %s: cl schedule run %s --from %s --to %s\n"
        .formatted(
            done.schedule(),
            (passed == MOST_COUNTED ? "at least " : "") + Text.count(passed, "due instant"),
            passed == 1 ? "it" : "them",
            done.schedule(),
            Text.utc(done.passed().get(0)),
            Text.utc(done.pause().get().until()));
  }
}
