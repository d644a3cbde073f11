// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.export;

import io.celeryroot.config.Schedule;
import io.celeryroot.cron.Intervals;
import io.celeryroot.cron.timetable.CronTimes;
import io.celeryroot.cron.timetable.Interval;
import io.celeryroot.cron.timetable.Timetable;
import io.celeryroot.migrate.CronSets;
import io.celeryroot.migrate.Ranges;
import io.celeryroot.task.Program;
import io.celeryroot.text.Printable;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The schedules of a host as a file for {@code /etc/cron.d}. A schedule that cron cannot run as it
 * is meant becomes a comment.
 */
public final class CrontabExport {

  /** Cron of Debian cuts or refuses longer commands. */
  private static final int LONGEST = 998;

  private static final ZoneId UTC = ZoneId.of("UTC");
  private static final long MINUTE = 60;
  private static final long HOUR = 3600;
  private static final long DAY = 86_400;

  private final StringBuilder text = new StringBuilder();
  private final List<String> leftOut = new ArrayList<>();
  private Optional<ZoneId> zone = Optional.empty();

  private CrontabExport() {}

  /** A time of cron and the zone in which it is read. */
  private record Time(String fields, ZoneId zone) {}

  /**
   * Writes the file.
   *
   * @param head comment lines for its begin
   */
  public static Exported of(List<HostSchedule> schedules, List<String> head) {
    CrontabExport export = new CrontabExport();
    head.forEach(line -> export.comment(line));
    export.text.append("SHELL=/bin/sh\n");
    schedules.forEach(export::schedule);
    return new Exported(export.text.toString(), export.leftOut);
  }

  private void schedule(HostSchedule one) {
    Schedule schedule = one.schedule();
    List<String> obstacles = new ArrayList<>(Differences.obstacles(one));
    Optional<Time> time = time(schedule.timetable());
    if (time.isEmpty()) {
      obstacles.add("cron has no such time: " + schedule.timetable().text());
    }
    String command = one.program().map(program -> command(one, program)).orElse("");
    if (command.length() > LONGEST) {
      obstacles.add(
          "its command has %d characters, cron takes %d".formatted(command.length(), LONGEST));
    }
    text.append('\n');
    if (obstacles.isEmpty()) {
      zone(time.orElseThrow().zone());
    }
    comment(
        schedule.name() + (schedule.description().isEmpty() ? "" : ": " + schedule.description()));
    if (obstacles.isEmpty()) {
      comment("Not known to cron: " + String.join(", ", Differences.lost(one, false)));
      text.append(time.orElseThrow().fields())
          .append(' ')
          .append(one.task().user().orElse("root"))
          .append(' ')
          .append(command)
          .append('\n');
    } else {
      comment("Left out, since " + String.join("; ", obstacles));
      leftOut.add(schedule.name());
    }
  }

  private void zone(ZoneId next) {
    if (zone.isEmpty()) {
      comment(
          "For a cron that knows CRON_TZ, as cronie does; others read times in the machine's zone");
    }
    if (!zone.equals(Optional.of(next))) {
      zone = Optional.of(next);
      text.append("CRON_TZ=").append(next.getId()).append('\n');
    }
  }

  private void comment(String line) {
    text.append("# ").append(Printable.line(line)).append('\n');
  }

  private static Optional<Time> time(Timetable timetable) {
    if (timetable instanceof CronTimes cron) {
      return forAnyCron(cron.text()).map(fields -> new Time(fields, cron.zone()));
    }
    return timetable instanceof Interval interval ? time(interval) : Optional.empty();
  }

  /** Returns five fields that every cron reads; empty when it needs words that only some have. */
  private static Optional<String> forAnyCron(String text) {
    CronSets sets = CronSets.of(text);
    if (!sets.movableDates().isEmpty() || !sets.movableWeekdays().isEmpty()) {
      return Optional.empty();
    }
    String[] fields = CronSets.fields(text);
    if (fields[3].matches(".*[A-Za-z].*")) {
      fields[3] = numbers(sets.months());
    }
    if (!fields[4].matches("\\*(?:/\\d+)?|[0-7](?:-[0-7])?(?:,[0-7](?:-[0-7])?)*")
        || fields[4].matches(".*[1-7]-0.*")) {
      fields[4] = (fields[4].startsWith("*") ? "*/7," : "") + numbers(sets.weekdays());
    }
    return Optional.of(String.join(" ", fields));
  }

  private static String numbers(BitSet set) {
    return Ranges.of(set, Integer::toString, "-");
  }

  /** Finds the fields for an interval that is a whole part of an hour, a day or a week. */
  private static Optional<Time> time(Interval interval) {
    long seconds = interval.every().toSeconds();
    if (interval.from().isPresent() || seconds % MINUTE != 0) {
      return Optional.empty();
    }
    if (Intervals.isWholeDays(interval.every())) {
      return seconds == DAY
          ? Optional.of(new Time("0 0 * * *", interval.zone()))
          : seconds == 7 * DAY
              // 1970-01-01, from which days are counted, was a Thursday.
              ? Optional.of(new Time("0 0 * * 4", interval.zone()))
              : Optional.empty();
    }
    if (seconds % HOUR == 0) {
      return DAY % seconds == 0
          ? Optional.of(
              new Time(seconds == HOUR ? "0 * * * *" : "0 */" + seconds / HOUR + " * * *", UTC))
          : Optional.empty();
    }
    return HOUR % seconds == 0
        ? Optional.of(
            new Time(seconds == MINUTE ? "* * * * *" : "*/" + seconds / MINUTE + " * * * *", UTC))
        : Optional.empty();
  }

  private static String command(HostSchedule one, Program program) {
    String argv = program.argv().stream().map(ShellQuote::word).collect(Collectors.joining(" "));
    String env =
        program.environment().entrySet().stream()
            .map(variable -> variable.getKey() + "=" + ShellQuote.word(variable.getValue()))
            .collect(Collectors.joining(" "));
    String directory =
        one.task().workdir().map(dir -> "cd " + ShellQuote.word(dir) + " &&").orElse("");
    return Stream.of(directory, env, argv)
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(" "))
        .replace("%", "\\%");
  }
}
