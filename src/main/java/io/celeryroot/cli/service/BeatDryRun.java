// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.service;

import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.ExitCode;
import io.celeryroot.cli.console.NameLookup;
import io.celeryroot.cli.output.Table;
import io.celeryroot.cli.output.Text;
import io.celeryroot.cli.run.CommandLineText;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.cron.DueInstants;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.TargetResolution;
import io.celeryroot.job.run.Targets;
import io.celeryroot.task.Parameters;
import io.celeryroot.task.Programs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** {@code --beat --dry-run}: what Beat would do in the next 24 hours, from the file alone. */
public final class BeatDryRun implements Callable<Integer> {

  private static final Duration AHEAD = Duration.ofHours(24);
  private static final int MOST_OF_ONE = 24 * 60;

  /** A schedule that is due more often fills the screen, and its first runs say it all. */
  private static final int MOST_SHOWN = 12;

  private static final int FIRST_SHOWN = 3;

  private record DueRun(
      Instant due, Schedule schedule, List<Target> targets, List<String> argv, String command) {}

  private final Console console;
  private final ClConfig config;
  private final boolean all;

  /**
   * A dry run.
   *
   * @param all whether the table shows each due instant of a schedule that is due often
   */
  public BeatDryRun(Console console, ClConfig config, boolean all) {
    this.console = console;
    this.config = config;
    this.all = all;
  }

  @Override
  public Integer call() {
    Instant now = console.now();
    List<DueRun> runs = new ArrayList<>();
    for (Schedule schedule : config.schedules().values()) {
      if (schedule.enabled()) {
        runs.addAll(runs(schedule, now));
      }
    }
    runs.sort(Comparator.comparing(DueRun::due));
    console.answer(runs.stream().map(this::document).toList(), () -> text(runs));
    return ExitCode.YES;
  }

  private List<DueRun> runs(Schedule schedule, Instant now) {
    TaskDefinition task = NameLookup.task(config, schedule.task());
    Map<String, String> values = Parameters.bind(task, List.of(), schedule.params()).values();
    List<String> argv = Programs.display(task, values);
    String command = CommandLineText.of(task, values);
    List<Target> targets = targets(schedule);
    return DueInstants.between(schedule.cron(), schedule.zone(), now, now.plus(AHEAD), MOST_OF_ONE)
        .stream()
        .map(due -> new DueRun(due, schedule, targets, argv, command))
        .toList();
  }

  /** Hosts that only a glob names are known to Redis alone, which a dry run does not ask. */
  private List<Target> targets(Schedule schedule) {
    TargetResolution resolution =
        Targets.resolve(config, schedule.targets(), schedule.runOn(), schedule.task(), Set.of());
    resolution
        .problems()
        .forEach(
            problem -> console.say("cl: schedule " + schedule.name() + ": " + problem.message()));
    return resolution.targets();
  }

  private String text(List<DueRun> runs) {
    if (runs.isEmpty()) {
      return "nothing is due in the next 24 hours\n";
    }
    boolean zoned = runs.stream().anyMatch(run -> !isUtc(run.schedule()));
    List<String> headings =
        new ArrayList<>(List.of("DUE (UTC)", "SCHEDULE", "TASK", "TARGETS", "QUEUES", "COMMAND"));
    if (zoned) {
      headings.add("IN ITS ZONE");
    }
    Table table = new Table(headings.toArray(new String[0]));
    Map<Schedule, Long> counts =
        runs.stream().collect(Collectors.groupingBy(DueRun::schedule, Collectors.counting()));
    Map<Schedule, Integer> shown = new HashMap<>();
    for (DueRun run : runs) {
      boolean every = all || counts.get(run.schedule()) <= MOST_SHOWN;
      int nth = shown.merge(run.schedule(), 1, Integer::sum);
      if (every || nth <= FIRST_SHOWN) {
        table.row(row(run, zoned));
      } else if (nth == FIRST_SHOWN + 1) {
        table.row(rest(run.schedule(), counts.get(run.schedule()) - FIRST_SHOWN, zoned));
      }
    }
    return table.render(console.terminal());
  }

  private static Object[] row(DueRun run, boolean zoned) {
    List<Object> row =
        new ArrayList<>(
            List.of(
                Text.utc(run.due()),
                run.schedule().name(),
                run.schedule().task(),
                run.targets().stream().map(Target::label).collect(Collectors.joining(", ")),
                run.targets().stream().map(Target::list).collect(Collectors.joining(", ")),
                run.command()));
    if (zoned) {
      row.add(isUtc(run.schedule()) ? "" : run.due().atZone(run.schedule().zone()));
    }
    return row.toArray();
  }

  /** What a schedule that is due often does after its first runs. */
  private static Object[] rest(Schedule schedule, long more, boolean zoned) {
    List<Object> row =
        new ArrayList<>(
            List.of(
                "... " + more + " more",
                schedule.name(),
                schedule.task(),
                schedule.cron().describe() + " (--all shows them)",
                "",
                ""));
    if (zoned) {
      row.add("");
    }
    return row.toArray();
  }

  private static boolean isUtc(Schedule schedule) {
    return schedule.zone().equals(ClConfig.DEFAULT_TIMEZONE);
  }

  private Map<String, Object> document(DueRun run) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("due", Text.utc(run.due()));
    document.put("local", run.due().atZone(run.schedule().zone()).toString());
    document.put("schedule", run.schedule().name());
    document.put("task", run.schedule().task());
    document.put("command", run.argv());
    document.put("jobs", run.targets().stream().map(BeatDryRun::document).toList());
    return document;
  }

  private static Map<String, Object> document(Target target) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("role", target.role());
    document.put("host", target.host());
    document.put("queue", target.list());
    return document;
  }
}
