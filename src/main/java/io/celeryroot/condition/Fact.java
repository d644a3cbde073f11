// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.condition;

import io.celeryroot.text.EnumWords;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The facts of a host that conditions know. */
public enum Fact {
  DISK_USAGE(
      Kind.PERCENT,
      Argument.PATH_OR_ROOT,
      "Used part of the file system that holds a path, as df(1) says it."),
  DISK_FREE(
      Kind.SIZE,
      Argument.PATH_OR_ROOT,
      "Space that is left to ordinary users on the file system that holds a path."),
  MEMORY_USAGE(Kind.PERCENT, Argument.NONE, "Part of the memory that new programs could not get."),
  LOAD(Kind.NUMBER, Argument.NONE, "Load average of the last minute."),
  UPTIME(Kind.DURATION, Argument.NONE, "Time since the host was started."),
  FILE_AGE(
      Kind.DURATION,
      Argument.PATH,
      "Time since a file was last written. A file that is not there is older than any time."),
  FILE_EXISTS(Kind.YES_NO, Argument.PATH, "Yes if there is a file or a directory of that path."),
  HOUR(Kind.HOUR, Argument.NONE, "Hour of the day, in the time zone of the schedule."),
  WEEKDAY(Kind.WEEKDAY, Argument.NONE, "Day of the week, in the time zone of the schedule."),
  LAST_SUCCESS_AGE(
      Kind.DURATION,
      Argument.TASK,
      "Time since a job of a task last ended well on the host. If none did within a year, it is"
          + " longer than any time."),
  LAST_OUTCOME(
      Kind.OUTCOME,
      Argument.TASK,
      "Outcome of the last job of a task that ran on the host; `never` if none did within a year."),
  SERVICE_ACTIVE(
      Kind.YES_NO, Argument.SERVICE, "Yes if systemd says that a unit is active on the host."),
  COMMAND_OK(
      Kind.YES_NO,
      Argument.TASK,
      "Yes if a task succeeds when it is run on the host, under all its limits, within 5 s."),
  TASK(
      Kind.OUTPUT,
      Argument.TASK,
      "Standard output of a task that is run on the host, under all its limits, within 5 s.");

  /** Kinds of arguments in brackets. */
  public enum Argument {
    NONE,
    PATH,
    /** A path that may be left out, for {@code /}. */
    PATH_OR_ROOT,
    TASK,
    SERVICE
  }

  private final Kind kind;
  private final Argument argument;
  private final String meaning;

  Fact(Kind kind, Argument argument, String meaning) {
    this.kind = kind;
    this.argument = argument;
    this.meaning = meaning;
  }

  /** Longest time for which the last end of a task is remembered. */
  public static final Duration REMEMBERED = Duration.ofDays(366);

  /** Facts that a condition names directly; {@link #TASK} needs a name under {@code facts:}. */
  public static List<Fact> direct() {
    return Arrays.stream(values()).filter(fact -> fact != TASK).toList();
  }

  /** The fact of that word. */
  public static Optional<Fact> of(String word) {
    return EnumWords.find(Fact.class, word).filter(fact -> fact != TASK);
  }

  /** The fact as conditions name it. */
  public String word() {
    return EnumWords.of(this);
  }

  public Kind kind() {
    return kind;
  }

  public Argument argument() {
    return argument;
  }

  /** One or more sentences for the reference page. */
  public String meaning() {
    return meaning;
  }

  /** Returns whether a task must be run to measure it. */
  public boolean runsTask() {
    return this == COMMAND_OK || this == TASK;
  }
}
