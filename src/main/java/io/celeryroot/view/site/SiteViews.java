// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.view.site;

import io.celeryroot.config.ClConfig;
import io.celeryroot.job.workflow.WorkflowState;
import io.celeryroot.monitor.Monitor;
import io.celeryroot.monitor.Orphan;
import io.celeryroot.monitor.Orphans;
import io.celeryroot.monitor.ProcessView;
import io.celeryroot.monitor.QueueView;
import io.celeryroot.monitor.RunSummary;
import io.celeryroot.monitor.ScheduleView;
import io.celeryroot.monitor.fleet.Fleet;
import io.celeryroot.monitor.fleet.FleetReader;
import io.celeryroot.monitor.fleet.SiteProblems;
import io.celeryroot.redis.Redis;
import io.celeryroot.text.Printable;
import io.celeryroot.text.Text;
import io.celeryroot.view.Terminal;
import io.celeryroot.view.View;
import io.celeryroot.view.ViewPart;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A whole site at a glance: what is wrong, then sums where there are too many rows to read.
 *
 * @param redis address without the password
 * @param eviction by which policy it deletes keys when its memory is full
 * @param now start of the relative times
 */
public record SiteViews(
    String redis,
    Optional<String> eviction,
    Fleet fleet,
    List<ProcessView> beats,
    List<ProcessView> workers,
    List<WorkflowState> workflows,
    List<QueueView> queues,
    List<ScheduleView> schedules,
    List<Orphan> orphans,
    Instant now) {

  /** Number of rows above which a table is summed up. */
  private static final int MOST_ROWS = 30;

  public static SiteViews read(Redis redis, ClConfig config, Monitor monitor, Instant now) {
    return new SiteViews(
        redis.maskedUrl(),
        redis.eviction(),
        new FleetReader(redis, config).read(),
        monitor.beats(),
        monitor.workers(),
        monitor.workflows(),
        monitor.queues(),
        monitor.schedules(now),
        new Orphans(redis, config).find(),
        now);
  }

  /** Returns a line for each kind of problem; none: nothing is wrong. */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    eviction.ifPresent(
        policy ->
            problems.add(
                "Redis deletes what it keeps when its memory is full, by its maxmemory-policy %s;"
                        .formatted(policy)
                    + " fix: set noeviction"));
    problems.addAll(SiteProblems.of(fleet, beats, queues, schedules, orphans, now));
    return problems;
  }

  public Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("redis", redis);
    document.put("problems", problems());
    return ViewPart.addTo(
        document,
        List.of(
            part("beats", ProcessViews.beats(now), beats),
            part("workers", ProcessViews.workers(now), workers),
            part("workflows", WorkflowViews.WORKFLOWS, workflows),
            part("queues", QueueViews.QUEUES, queues),
            part("schedules", ScheduleViews.at(now), schedules)));
  }

  private static <T> ViewPart<T> part(String name, View<T> view, List<T> rows) {
    return new ViewPart<>(name, view, rows, "");
  }

  /**
   * Returns the text for people.
   *
   * @param all true: a row for everything
   */
  public String text(Terminal terminal, boolean all) {
    List<String> parts = new ArrayList<>();
    parts.add("Redis: " + redis + "\n");
    parts.add(problemText(terminal));
    parts.add(beats.isEmpty() ? "" : ProcessViews.beats(now).table(beats, terminal));
    parts.add(workerText(terminal, all));
    parts.add(runningText(terminal, all));
    parts.add(workflowText(terminal, all));
    parts.add(queueText(terminal, all));
    parts.add(scheduleText(terminal, all));
    return parts.stream().filter(part -> !part.isEmpty()).collect(Collectors.joining("\n"));
  }

  String problemText(Terminal terminal) {
    List<String> problems = problems();
    return problems.isEmpty()
        ? "nothing is wrong\n"
        : problems.stream()
            .map(line -> wrapped(Printable.line(line), terminal.width()))
            .collect(Collectors.joining());
  }

  /** Breaks a line between words; nothing is cut, since names are copied from it. */
  private static String wrapped(String line, int width) {
    StringBuilder text = new StringBuilder();
    int length = 0;
    for (String word : line.split(" ", -1)) {
      if (length > 0 && width > 0 && length + 1 + word.length() > width) {
        text.append("\n  ");
        length = 2;
      } else if (length > 0) {
        text.append(' ');
        length++;
      }
      text.append(word);
      length += word.length();
    }
    return text.append('\n').toString();
  }

  private String workerText(Terminal terminal, boolean all) {
    if (workers.isEmpty()) {
      return "no worker seen: nothing runs\n";
    }
    return all || workers.size() <= MOST_ROWS
        ? ProcessViews.workers(now).table(workers, terminal)
        : wrapped(new FleetViews(fleet, now).sum().strip(), terminal.width());
  }

  private String runningText(Terminal terminal, boolean all) {
    List<ProcessViews.Running> running = ProcessViews.runningIn(workers);
    if (running.isEmpty()) {
      return "";
    }
    if (all || running.size() <= MOST_ROWS) {
      return ProcessViews.running(now).table(running, terminal);
    }
    Map<String, Integer> byTask = new TreeMap<>();
    running.forEach(job -> byTask.merge(job.job().task(), 1, Integer::sum));
    String sum =
        byTask.entrySet().stream()
            .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
            .limit(MOST_ROWS)
            .map(task -> task.getValue() + " " + task.getKey())
            .collect(Collectors.joining(", "));
    return wrapped(Printable.line("jobs that run: " + sum), terminal.width());
  }

  private String workflowText(Terminal terminal, boolean all) {
    if (workflows.isEmpty()) {
      return "";
    }
    return all || workflows.size() <= MOST_ROWS
        ? WorkflowViews.WORKFLOWS.table(workflows, terminal)
        : Text.count(workflows.size(), "workflow") + " run; see: cl workflow list\n";
  }

  private String queueText(Terminal terminal, boolean all) {
    if (queues.isEmpty()) {
      return "no roles in the file\n";
    }
    int lists = queues.stream().mapToInt(queue -> queue.lists().size()).sum();
    return (all || lists <= MOST_ROWS ? QueueViews.QUEUES : QueueViews.SUMS)
        .table(queues, terminal);
  }

  private String scheduleText(Terminal terminal, boolean all) {
    if (schedules.isEmpty()) {
      return "no schedules in the file\n";
    }
    if (all || schedules.size() <= MOST_ROWS) {
      return ScheduleViews.at(now).table(schedules, terminal);
    }
    List<ScheduleView> bad = schedules.stream().filter(SiteViews::needsALook).toList();
    List<ScheduleView> shown = bad.stream().limit(MOST_ROWS).toList();
    String table = shown.isEmpty() ? "" : ScheduleViews.at(now).table(shown, terminal) + "\n";
    String next =
        schedules.stream()
            .filter(view -> view.nextDue().isPresent())
            .min(Comparator.comparing(view -> view.nextDue().orElseThrow()))
            .map(view -> "; next due: " + view.schedule().name() + " " + next(view))
            .orElse("");
    int others = schedules.size() - shown.size();
    return table
        + wrapped(
            Text.count(others, shown.isEmpty() ? "schedule" : "other schedule") + next,
            terminal.width());
  }

  private static String next(ScheduleView view) {
    return Text.utc(view.nextDue().orElseThrow());
  }

  /** Returns true if somebody should look at a schedule: it failed, is paused, or was missed. */
  public static boolean needsALook(ScheduleView view) {
    Optional<RunSummary> last = view.lastRun();
    return last.filter(run -> run.hasFailed() || run.hasUnsigned()).isPresent()
        || (view.schedule().enabled() && view.state().isPaused())
        || view.missedCount() > 0;
  }
}
