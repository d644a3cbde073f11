// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.export;

import io.celeryroot.config.CatchUp;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.cron.timetable.Interval;
import io.celeryroot.task.Program;
import io.celeryroot.text.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The schedules of a host as timers of systemd, each with its service. */
public final class SystemdExport {

  /**
   * Names of programs of which systemd takes no part for a prefix such as {@code -} or {@code @}.
   */
  private static final Pattern PROGRAM = Pattern.compile("/[^$]*|[A-Za-z0-9_.][^/$]*");

  private static final List<String> OF_ANY_NAME = List.of("/bin/sh", "-c", "exec \"$0\" \"$@\"");

  private final Map<String, String> units = new LinkedHashMap<>();
  private final List<String> leftOut = new ArrayList<>();
  private final List<String> head;

  private SystemdExport(List<String> head) {
    this.head = head;
  }

  /**
   * The units.
   *
   * @param files texts by file name
   * @param leftOut names of the schedules that systemd cannot run as they are meant
   */
  public record Units(Map<String, String> files, List<String> leftOut) {

    public Units {
      files = new LinkedHashMap<>(files);
      leftOut = List.copyOf(leftOut);
    }
  }

  /**
   * Writes the units.
   *
   * @param head comment lines for the begin of each
   */
  public static Units of(List<HostSchedule> schedules, List<String> head) {
    SystemdExport export = new SystemdExport(head);
    schedules.forEach(export::schedule);
    return new Units(export.units, export.leftOut);
  }

  private void schedule(HostSchedule one) {
    List<String> events = OnCalendar.of(one.schedule().timetable());
    boolean hasTime = !events.isEmpty() || isPlainInterval(one.schedule());
    if (!hasTime || !Differences.obstacles(one).isEmpty()) {
      leftOut.add(one.schedule().name());
      return;
    }
    String name = "cl-" + one.schedule().name();
    units.put(name + ".timer", timer(one, events));
    units.put(name + ".service", service(one, one.program().orElseThrow()));
  }

  private static boolean isPlainInterval(Schedule schedule) {
    return schedule.timetable() instanceof Interval interval && interval.from().isEmpty();
  }

  private String timer(HostSchedule one, List<String> events) {
    Schedule schedule = one.schedule();
    StringBuilder text = new StringBuilder(begin(one));
    text.append("\n[Timer]\n");
    events.forEach(event -> text.append("OnCalendar=").append(event).append('\n'));
    if (events.isEmpty()) {
      long seconds = ((Interval) schedule.timetable()).every().toSeconds();
      text.append("# Counted from the start of the timer, where cl counts from 1970.\n");
      text.append("OnActiveSec=").append(seconds).append("s\n");
      text.append("OnUnitActiveSec=").append(seconds).append("s\n");
    }
    text.append("AccuracySec=1s\n");
    schedule
        .splay()
        .ifPresent(
            splay ->
                text.append("RandomizedDelaySec=")
                    .append(splay.span().toSeconds())
                    .append("s\nFixedRandomDelay=true\n"));
    if (schedule.catchUp() != CatchUp.SKIP && !events.isEmpty()) {
      text.append("Persistent=true\n");
    }
    return text.append("\n[Install]\nWantedBy=timers.target\n").toString();
  }

  private String service(HostSchedule one, Program program) {
    TaskDefinition task = one.task();
    StringBuilder text = new StringBuilder(begin(one));
    text.append("\n[Service]\nType=oneshot\n");
    task.user().ifPresent(user -> text.append("User=").append(user).append('\n'));
    text.append("WorkingDirectory=")
        .append(task.workdir().map(SystemdExport::specifiers).orElse("~"))
        .append('\n');
    program
        .environment()
        .forEach(
            (name, value) ->
                text.append("Environment=").append(quoted(name + "=" + value)).append('\n'));
    text.append("ExecStart=").append(exec(program.argv())).append('\n');
    text.append("TimeoutStartSec=").append(task.timeout().toSeconds()).append("s\n");
    text.append("TimeoutStopSec=").append(Math.max(1, task.killAfter().toSeconds())).append("s\n");
    if (!task.successExitCodes().equals(Set.of(0))) {
      text.append("SuccessExitStatus=")
          .append(
              new TreeSet<>(task.successExitCodes())
                  .stream().map(String::valueOf).collect(Collectors.joining(" ")))
          .append('\n');
    }
    return text.toString();
  }

  private String begin(HostSchedule one) {
    StringBuilder text = new StringBuilder();
    head.forEach(line -> text.append("# ").append(Printable.line(line)).append('\n'));
    List<String> lost = Differences.lost(one, true);
    if (!lost.isEmpty()) {
      text.append("# Not known to systemd: ").append(String.join(", ", lost)).append('\n');
    }
    String description = one.schedule().description();
    return text.append("[Unit]\nDescription=")
        .append(
            specifiers(Printable.line(description.isEmpty() ? one.schedule().name() : description)))
        .append('\n')
        .toString();
  }

  private static String exec(List<String> argv) {
    Stream<String> first =
        PROGRAM.matcher(argv.get(0)).matches() ? Stream.of() : OF_ANY_NAME.stream();
    return Stream.concat(first, argv.stream())
        .map(word -> quoted(word).replace("$", "$$"))
        .collect(Collectors.joining(" "));
  }

  /** Quotes one word, with the escapes of systemd.syntax(7). */
  private static String quoted(String word) {
    if (word.matches("[A-Za-z0-9_./:=@,+-]+")) {
      return word;
    }
    String escaped =
        word.replace("\\", "\\\\")
            .replace("\"", "\\\"")
            .replace("\n", "\\n")
            .replace("\t", "\\t")
            .replace("\r", "\\r");
    return "\"" + specifiers(escaped) + "\"";
  }

  private static String specifiers(String text) {
    return text.replace("%", "%%");
  }
}
