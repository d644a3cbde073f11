// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.crontab;

import io.celeryroot.config.Problem;
import io.celeryroot.config.Source;
import io.celeryroot.cron.TimeZones;
import io.celeryroot.migrate.Entry;
import io.celeryroot.migrate.Task;
import io.celeryroot.text.Quote;
import io.celeryroot.text.UnreadableValue;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one crontab from its first line to its last; variables count from their line on. */
final class CrontabReading {

  private static final Pattern USER = Pattern.compile("([A-Za-z0-9_][A-Za-z0-9_.-]*[$]?)(.*)");

  /** OpenBSD and FreeBSD: no mail on success, nothing in the log, one at a time. */
  private static final Pattern FLAGS = Pattern.compile("^(?:-[nqs]++\\s++)++(?=\\S)");

  private static final Pattern SECONDS = Pattern.compile("(?:[*0-9][0-9*,/-]*|[0-9]+-[0-9]+)\\s.*");

  /** Blanks that neither cron nor a shell takes for some. */
  private static final Pattern ODD_BLANK = Pattern.compile("[\\p{Z}&&[^ ]]");

  private final CrontabFile file;
  private final List<ScriptDirectory> ofHost;
  private final ZoneId hostZone;
  private final Remarks remarks = new Remarks();
  private final List<Entry> entries = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private final List<ScriptDirectory> directories = new ArrayList<>();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private ZoneId zone;
  private CronMail mail = CronMail.NONE;
  private Duration delay = Duration.ZERO;
  private int firstHour;
  private boolean isOwnerMissing;

  CrontabReading(CrontabFile file, List<ScriptDirectory> ofHost, ZoneId hostZone) {
    this.file = file;
    this.ofHost = ofHost;
    this.hostZone = hostZone;
    this.zone = hostZone;
    CrontabLine.read(file.text()).forEach(this::line);
  }

  List<Entry> entries() {
    return entries;
  }

  List<Problem> problems() {
    return problems;
  }

  /** Directories whose run-parts line was found. */
  List<ScriptDirectory> directories() {
    return directories;
  }

  /** Comments after the last job. */
  List<String> endRemarks() {
    remarks.end();
    return remarks.take();
  }

  private void line(CrontabLine line) {
    if (line instanceof CrontabLine.Comment comment) {
      remarks.comment(comment.text());
    } else if (line instanceof CrontabLine.Setting setting) {
      remarks.end();
      setting(setting);
    } else if (line instanceof CrontabLine.Job job) {
      job(job);
    } else if (line instanceof CrontabLine.Other other) {
      boolean hasOddBlank = ODD_BLANK.matcher(other.text()).find();
      refuse(
          other.number(),
          "crontab-line",
          "neither a variable nor a time with a command: " + Quote.of(other.text()),
          hasOddBlank
              ? "it has blanks of another kind, as web pages have them; write plain ones"
              : "write five fields and a command, or delete the line");
      remarks.note("Not carried over (line %d): %s".formatted(other.number(), other.text()));
    } else {
      remarks.end();
    }
  }

  private void setting(CrontabLine.Setting setting) {
    String value = setting.value();
    switch (setting.name()) {
      case "MAILTO", "MAILFROM" -> mail(setting);
      case "CONTENT_TYPE", "CONTENT_TRANSFER_ENCODING", "LOGNAME", "USER" -> {
        // Cron uses them for mails only, or does not take them.
      }
      case "CRON_TZ" -> zone(setting);
      case "RANDOM_DELAY" -> {
        if (value.matches("\\d{1,6}")) {
          delay = Duration.ofMinutes(Long.parseLong(value));
        } else {
          refuse(
              setting.number(),
              "crontab-delay",
              "not minutes: " + Quote.of(value),
              "write a whole number");
        }
      }
      case "START_HOURS_RANGE" -> {
        if (value.matches("(?:[01]?\\d|2[0-3])-\\d{1,2}")) {
          firstHour = Integer.parseInt(value.substring(0, value.indexOf('-')));
        } else {
          refuse(
              setting.number(),
              "crontab-hours",
              "not a range of hours: " + Quote.of(value),
              "write the first and the last, as in 3-22");
        }
      }
      default -> variable(setting);
    }
  }

  private void mail(CrontabLine.Setting setting) {
    boolean isSender = setting.name().equals("MAILFROM");
    try {
      if (isSender) {
        mail = mail.from(setting.value());
      } else {
        mail = mail.to(setting.value());
        if (mail.isSent()) {
          remarks.note(mail.remark());
        }
      }
    } catch (UnreadableValue mistake) {
      mail = isSender ? mail.from("") : mail.to("");
      refuse(setting.number(), mistake);
    }
  }

  private void zone(CrontabLine.Setting setting) {
    try {
      zone = setting.value().isEmpty() ? hostZone : TimeZones.parse(setting.value());
    } catch (UnreadableValue e) {
      refuse(
          setting.number(),
          "crontab-zone",
          e.getMessage() + ": " + Quote.of(setting.value()),
          e.hint() + "; the jobs below are read in " + zone);
    }
  }

  private void variable(CrontabLine.Setting setting) {
    boolean isName = setting.name().matches("\\w{1,64}") && !setting.name().startsWith("CL_");
    if (isName) {
      environment.put(setting.name(), setting.value());
    } else {
      refuse(
          setting.number(),
          "crontab-variable",
          "cl.yaml has no variable of this name: " + Quote.of(setting.name()),
          "write another name, of at most 64 characters and not with CL_ in front");
    }
  }

  private void job(CrontabLine.Job job) {
    try {
      String command = job.command();
      Optional<String> user = file.owner();
      if (file.hasUsers()) {
        user = Optional.of(user(command));
        command = afterUser(command);
      }
      command = FLAGS.matcher(command).replaceFirst("");
      if (SECONDS.matcher(command).matches()) {
        throw new UnreadableValue(
            "crontab-seconds",
            "six time fields: " + Quote.of(job.time() + " " + command),
            "delete the field for seconds; for a time under a minute write \"every: 10s\"");
      }
      add(job, user, command);
    } catch (UnreadableValue mistake) {
      refuse(job.number(), mistake);
      String description = remarks.takeDescription();
      if (!description.isEmpty()) {
        remarks.note(description);
      }
      remarks.note(
          "Not carried over (line %d): %s %s".formatted(job.number(), job.time(), job.command()));
    }
  }

  private void add(CrontabLine.Job job, Optional<String> user, String command) {
    CronTime time = CronTime.read(job.time(), zone, delay, firstHour);
    Map<String, Object> keys = new LinkedHashMap<>(time.keys());
    if (!zone.equals(hostZone)) {
      keys.put("timezone", zone.getId());
    }
    String description = remarks.takeDescription();
    if (!description.isEmpty()) {
      keys.put("description", description);
    }
    if (mail.isSent()) {
      keys.put("notify", mail.receiver());
    }
    Optional<ScriptDirectory> directory =
        ofHost.stream().filter(one -> one.isRunBy(command)).findFirst();
    Source source = new Source(file.name(), job.number(), 1);
    if (directory.isPresent()) {
      directories.add(directory.get());
      List<String> first = remarks.take();
      programs(directory.get(), user, environment)
          .forEach(task -> add(source, first, task, keys, time));
      return;
    }
    if (user.isEmpty() && !isOwnerMissing) {
      isOwnerMissing = true;
      refuse(
          job.number(),
          "crontab-user",
          "the file does not say as whom its commands run",
          "name the owner of the crontab with --user, or the tasks run as the worker does");
    }
    CronCommand parsed = CronCommand.parse(command);
    if (parsed.hasTwoBackslashes()) {
      refuse(
          job.number(),
          "crontab-backslash",
          "two backslashes, of which cron on Debian and BSD makes one, and cronie does not",
          "they are carried over as two; write one if the job ran on Debian or BSD");
    }
    add(source, remarks.take(), CronTask.of(parsed, user, environment), keys, time);
  }

  private void add(
      Source source, List<String> first, Task task, Map<String, Object> keys, CronTime time) {
    boolean isFirst = entries.isEmpty() || !entries.get(entries.size() - 1).source().equals(source);
    entries.add(
        new Entry(source, isFirst ? first : List.of(), task.name(), task, keys, time.times()));
  }

  /** Makes the jobs of a directory that no given crontab runs, at its usual time. */
  static List<Entry> ofDirectory(ScriptDirectory directory, ZoneId zone) {
    CronTime time = CronTime.read(directory.usualTime(), zone, Duration.ZERO, 0);
    Source source = new Source(directory.name(), 0, 0);
    return programs(directory, Optional.of("root"), Map.of()).stream()
        .map(task -> new Entry(source, List.of(), task.name(), task, time.keys(), time.times()))
        .toList();
  }

  private static List<Task> programs(
      ScriptDirectory directory, Optional<String> user, Map<String, String> environment) {
    return directory.programs().stream()
        .map(
            program ->
                CronTask.of(
                    new CronCommand(directory.path() + "/" + program, Optional.empty()),
                    user,
                    environment))
        .toList();
  }

  private static String user(String command) {
    String first = command.split("\\s+", 2)[0];
    Matcher user = USER.matcher(first);
    if (!user.matches() || command.equals(first)) {
      throw new UnreadableValue(
          "crontab-user",
          "no user and command after the time: " + Quote.of(command),
          "write the user in front of the command; without users in the file, use --user NAME");
    }
    if (!user.group(2).isEmpty()) {
      throw new UnreadableValue(
          "crontab-user",
          "a group or a class beside the user: " + Quote.of(first),
          "write only the user; the task runs with the groups that the account has");
    }
    return user.group(1);
  }

  private static String afterUser(String command) {
    return command.split("\\s+", 2)[1];
  }

  private void refuse(int line, UnreadableValue mistake) {
    refuse(line, mistake.rule(), mistake.getMessage(), mistake.hint());
  }

  private void refuse(int line, String rule, String message, String hint) {
    problems.add(Problem.at(new Source(file.name(), line, 1), message, hint, rule));
  }
}
