// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.crontab;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A directory whose programs {@code run-parts} runs, such as {@code /etc/cron.daily}.
 *
 * @param name as given, for messages
 * @param path on the host
 * @param host whose it is
 * @param programs file names that run-parts would run, sorted
 */
public record ScriptDirectory(String name, String path, String host, List<String> programs) {

  private static final Pattern KNOWN =
      Pattern.compile("(?:.*/)?(cron[.](?:hourly|daily|weekly|monthly))/?");

  /** File names that run-parts of Debian runs; others are left alone. */
  private static final Pattern PROGRAM = Pattern.compile("[A-Za-z0-9_-]+");

  /**
   * File names that no cron and no run-parts takes: hidden ones, and what editors and packages
   * leave.
   */
  private static final Pattern LEFTOVER =
      Pattern.compile(
          "[.#].*|.*(?:~|,v|[.](?:dpkg-[a-z]+|ucf-[a-z]+|rpm(?:save|orig|new)|swp|cfsaved))");

  private static final Map<String, String> USUAL =
      Map.of(
          "cron.hourly", "@hourly",
          "cron.daily", "@daily",
          "cron.weekly", "@weekly",
          "cron.monthly", "@monthly");

  public ScriptDirectory {
    programs = List.copyOf(programs);
  }

  /** Returns the place on a host of a directory that is given by any path; empty: not known. */
  public static Optional<String> pathOf(String path) {
    Matcher matcher = KNOWN.matcher(path);
    return matcher.matches() ? Optional.of("/etc/" + matcher.group(1)) : Optional.empty();
  }

  /** Returns true for the names of files that run-parts runs. */
  public static boolean isProgram(String fileName) {
    return PROGRAM.matcher(fileName).matches();
  }

  /** Returns true for the names of files that no run-parts runs and no cron reads. */
  public static boolean isLeftover(String fileName) {
    return LEFTOVER.matcher(fileName).matches();
  }

  /** Returns true for a command that runs this directory. */
  boolean isRunBy(String command) {
    return command.matches(
        "(?s).*\\brun-parts\\b[^;&|]*\\s" + Pattern.quote(path) + "/?(?:[\\s;&|)}].*)?");
  }

  /** Returns the time at which a directory of its name usually runs. */
  String usualTime() {
    return USUAL.get(path.substring(path.lastIndexOf('/') + 1));
  }
}
