// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import io.celeryroot.cli.output.Table;
import io.celeryroot.cli.output.Text;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.cron.DueInstants;
import io.celeryroot.queue.Target;
import io.celeryroot.queue.TargetResolution;
import io.celeryroot.queue.Targets;
import io.celeryroot.task.Parameters;
import io.celeryroot.task.Programs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;

/** {@code --beat --dry-run}: what Beat would do in the next 24 hours, from the file alone. */
final class DryRun implements Callable<Integer> {

  private static final Duration AHEAD = Duration.ofHours(24);
  private static final int MOST_OF_ONE = 24 * 60;

  private record DueRun(Instant due, Schedule schedule, List<Target> targets, List<String> argv) {}

  private final Session session;
  private final ClConfig config;

  DryRun(Session session, ClConfig config) {
    this.session = session;
    this.config = config;
  }

  @Override
  public Integer call() {
    Instant now = session.now();
    List<DueRun> runs = new ArrayList<>();
    for (Schedule schedule : config.schedules().values()) {
      if (schedule.enabled()) {
        runs.addAll(runs(schedule, now));
      }
    }
    runs.sort(Comparator.comparing(DueRun::due));
    session.answer(runs.stream().map(this::document).toList(), () -> text(runs));
    return ExitCode.YES;
  }

  private List<DueRun> runs(Schedule schedule, Instant now) {
    TaskDefinition task = Checks.task(config, schedule.task());
    List<String> argv =
        Programs.display(task, Parameters.bind(task, List.of(), schedule.params()).values());
    List<Target> targets = targets(schedule);
    return DueInstants.between(schedule.cron(), schedule.zone(), now, now.plus(AHEAD), MOST_OF_ONE)
        .stream()
        .map(due -> new DueRun(due, schedule, targets, argv))
        .toList();
  }

  /** Hosts that only a glob names are known to Redis alone, which a dry run does not ask. */
  private List<Target> targets(Schedule schedule) {
    TargetResolution resolution =
        Targets.resolve(config, schedule.targets(), schedule.runOn(), schedule.task(), Set.of());
    resolution
        .problems()
        .forEach(
            problem -> session.say("cl: schedule " + schedule.name() + ": " + problem.message()));
    return resolution.targets();
  }

  private String text(List<DueRun> runs) {
    if (runs.isEmpty()) {
      return "nothing is due in the next 24 hours\n";
    }
    boolean zoned = runs.stream().anyMatch(run -> !isUtc(run.schedule()));
    Table table =
        zoned
            ? new Table(
                "DUE (UTC)", "SCHEDULE", "TASK", "TARGET", "QUEUE", "COMMAND", "IN ITS ZONE")
            : new Table("DUE (UTC)", "SCHEDULE", "TASK", "TARGET", "QUEUE", "COMMAND");
    for (DueRun run : runs) {
      for (Target target : run.targets()) {
        List<Object> row =
            new ArrayList<>(
                List.of(
                    Text.utc(run.due()),
                    run.schedule().name(),
                    run.schedule().task(),
                    target.label(),
                    target.list(),
                    CommandLineText.of(run.argv())));
        if (zoned) {
          row.add(isUtc(run.schedule()) ? "" : run.due().atZone(run.schedule().zone()));
        }
        table.row(row.toArray());
      }
    }
    return table.render(session.terminal());
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
    document.put("jobs", run.targets().stream().map(DryRun::document).toList());
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
