// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.crontab;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A crontab of one host.
 *
 * @param name of the file, for messages
 * @param text its content
 * @param host whose it is
 * @param owner user as whom its commands run; empty: not known, or each line names one
 * @param hasUsers true if each line names its user after the time
 */
public record CrontabFile(
    String name, String text, String host, Optional<String> owner, boolean hasUsers) {

  private static final Pattern ACCOUNT = Pattern.compile("[a-z_][a-z0-9_-]*[$]?(?:[:/]\\S+)?");
  private static final Pattern OF_USER =
      Pattern.compile(".*(?:^|/)(?:crontabs|tabs|spool/cron)/(?![.]|tmp[.])([^/]+)");

  /** Returns true for a path that has users in its lines: /etc/crontab, or a file of cron.d. */
  public static boolean isSystemPath(String path) {
    return path.matches("(?:.*/)?etc/crontab") || path.matches("(?:.*/)?cron[.]d/[^/]*");
  }

  /** Returns the user whose crontab lies at a path, such as /var/spool/cron/crontabs/ann. */
  public static Optional<String> ownerOf(String path) {
    if (path.matches("(?:.*/)?anacrontab")) {
      return Optional.of("root");
    }
    var matcher = OF_USER.matcher(path);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /**
   * Guesses from a text whether its lines name users: each command begins with a word that may be
   * an account, followed by another word, and one of these is {@code root}.
   */
  public static boolean seemsToHaveUsers(String text) {
    List<String> commands =
        CrontabLine.read(text).stream()
            .filter(CrontabLine.Job.class::isInstance)
            .map(line -> ((CrontabLine.Job) line).command())
            .toList();
    return commands.stream().anyMatch(command -> command.matches("root\\s+\\S.*"))
        && commands.stream()
            .map(command -> command.split("\\s+", 2))
            .allMatch(words -> words.length == 2 && ACCOUNT.matcher(words[0]).matches());
  }
}
