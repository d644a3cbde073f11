// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.schedule;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.NameLookup;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Glob;
import io.celeryroot.config.Schedule;
import io.celeryroot.text.Quote;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The schedules that a command line names: by name, by glob, or all of the file. */
final class ScheduleNames {

  @Parameters(
      arity = "0..*",
      paramLabel = "SCHEDULE",
      description = "Names in the file, or globs such as 'backup_*'.")
  private List<String> names = List.of();

  @Option(names = "--all", description = "All schedules of the file.")
  private boolean all;

  /** Refuses a command line that names none. */
  void check() {
    CommandFailure.refuseIf(
        all != names.isEmpty(),
        all
            ? "cl: --all does not go with names of schedules; drop one"
            : "cl: no schedules given; fix: name them, or add --all");
  }

  /** Finds the schedules, each once; a name that fits none ends the command. */
  Set<Schedule> in(ClConfig config) {
    Set<Schedule> found = new LinkedHashSet<>();
    if (all) {
      found.addAll(config.schedules().values());
    }
    for (String name : names) {
      if (!Glob.isGlob(name)) {
        found.add(NameLookup.schedule(config, name));
        continue;
      }
      List<Schedule> matching =
          config.schedules().values().stream()
              .filter(schedule -> Glob.matches(name, schedule.name()))
              .toList();
      if (matching.isEmpty()) {
        throw CommandFailure.noSuchThing(
            "cl: no schedule matches %s\n    see: cl config schedules", Quote.of(name));
      }
      found.addAll(matching);
    }
    return found;
  }
}
