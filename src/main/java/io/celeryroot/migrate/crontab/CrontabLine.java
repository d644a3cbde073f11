// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.crontab;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One line of a crontab, as crontab(5) tells them apart. */
sealed interface CrontabLine {

  /** Number of the line, from 1. */
  int number();

  /** A line without text. */
  record Blank(int number) implements CrontabLine {}

  /** A comment, without its {@code #}. */
  record Comment(int number, String text) implements CrontabLine {}

  /** A variable; the value without the quotes around it. Cron replaces nothing in it. */
  record Setting(int number, String name, String value) implements CrontabLine {}

  /**
   * A time and a command.
   *
   * @param time five fields with single blanks, a word that begins with {@code @}, or the period
   *     and the delay of an anacrontab
   * @param command the rest of the line, in a system crontab with the user
   */
  record Job(int number, String time, String command) implements CrontabLine {}

  /** A line that is none of these. */
  record Other(int number, String text) implements CrontabLine {}

  Pattern SETTING =
      Pattern.compile("(?:([A-Za-z_]\\w*)|\"([A-Za-z_]\\w*)\"|'([A-Za-z_]\\w*)')\\s*=\\s*(.*)");

  /** A leading minus keeps the job out of the log of some crons. */
  Pattern NICKNAME = Pattern.compile("-?(@\\S+)\\s+(\\S.*)");

  Pattern EVERY = Pattern.compile("-?(@every\\s+\\S+)\\s+(\\S.*)");

  Pattern FIELDS = Pattern.compile("-?((?:[-0-9A-Za-z*,/~#?.]+\\s+){5})(\\S.*)");

  /** Period, delay in minutes, name and command of anacrontab(5). */
  Pattern ANACRON =
      Pattern.compile("((?:\\d+|@[a-z]+)\\s+\\d+)\\s+[A-Za-z_][\\w.:@+-]{2,}\\s+(\\S.*)");

  /** Splits a text into its lines. */
  static List<CrontabLine> read(String text) {
    List<CrontabLine> lines = new ArrayList<>();
    String[] texts = text.replaceFirst("^\uFEFF", "").split("\r\n|\n", -1);
    int count = texts[texts.length - 1].isEmpty() ? texts.length - 1 : texts.length;
    for (int i = 0; i < count; i++) {
      lines.add(of(i + 1, texts[i].strip()));
    }
    return lines;
  }

  private static CrontabLine of(int number, String text) {
    if (text.isEmpty()) {
      return new Blank(number);
    }
    if (text.startsWith("#")) {
      return new Comment(number, text.replaceFirst("#+", "").strip());
    }
    Matcher setting = SETTING.matcher(text);
    if (setting.matches()) {
      String name =
          setting.group(1) != null
              ? setting.group(1)
              : setting.group(2) != null ? setting.group(2) : setting.group(3);
      return new Setting(number, name, unquoted(setting.group(4).strip()));
    }
    return job(number, text);
  }

  private static CrontabLine job(int number, String text) {
    Matcher anacron = ANACRON.matcher(text);
    if (anacron.matches()) {
      // A percent sign is itself there, as a crontab writes it with a backslash.
      String command = anacron.group(2).replace("%", "\\%");
      return new Job(number, anacron.group(1).replaceAll("\\s+", " "), command);
    }
    for (Pattern form : List.of(EVERY, NICKNAME, FIELDS)) {
      Matcher matcher = form.matcher(text);
      if (matcher.matches()) {
        return new Job(number, matcher.group(1).strip().replaceAll("\\s+", " "), matcher.group(2));
      }
    }
    return new Other(number, text);
  }

  private static String unquoted(String value) {
    boolean isQuoted =
        value.length() >= 2
            && (value.startsWith("\"") || value.startsWith("'"))
            && value.charAt(0) == value.charAt(value.length() - 1);
    return isQuoted ? value.substring(1, value.length() - 1) : value;
  }
}
