// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

import io.celeryroot.text.Nearest;
import io.celeryroot.text.UnreadableValue;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The names of expressions, such as {@code @daily}, and names of other crons that are none. */
final class Nicknames {

  /** The meaning of each name, in the order of the manual page. */
  private static final Map<String, String> FIELDS = fields();

  private static final Pattern GO_DURATION = Pattern.compile("(\\d{1,4}d)?((\\d{1,6}[hms]){0,3})");

  private Nicknames() {}

  /** The five fields of a name; empty when there is no such name. */
  static Optional<String> fieldsOf(String name) {
    return Optional.ofNullable(FIELDS.get(name));
  }

  /**
   * The mistake of an unknown name.
   *
   * @param words the name, and what follows it
   */
  static UnreadableValue unknown(List<TextPart> words) {
    TextPart name = words.get(0);
    if (name.text().equalsIgnoreCase("@reboot")) {
      return name.mistake(
          "cron-nickname",
          name.quoted() + " is not a time",
          "a schedule needs a time; to run a task when a host boots, call cl task TASK --targets"
              + " HOST in a systemd unit of that host");
    }
    TextPart all = name.through(words.get(words.size() - 1));
    if (name.text().equalsIgnoreCase("@every") && words.size() == 2) {
      return all.mistake(
          "cron-every", all.quoted() + " is Go syntax, not cron", every(words.get(1).text()));
    }
    String message =
        "no nickname " + name.quoted() + "; nicknames are: " + String.join(", ", FIELDS.keySet());
    Optional<String> near = Nearest.to(all.text().toLowerCase(Locale.ROOT), FIELDS.keySet());
    return all.mistake("cron-nickname", message, Corrections.EXAMPLE, near);
  }

  private static String every(String text) {
    return interval(text)
        .map(Intervals::format)
        .map(
            amount ->
                "write every: %s in place of cron; it counts from a fixed time, not from a start"
                    .formatted(amount))
        .orElse("write every: and a duration from 1s to 366d, such as 90s, in place of cron");
  }

  private static Optional<Duration> interval(String text) {
    var matcher = GO_DURATION.matcher(text);
    if (!matcher.matches() || text.isEmpty()) {
      return Optional.empty();
    }
    try {
      String days = matcher.group(1) == null ? "0d" : matcher.group(1);
      String time = matcher.group(2).isEmpty() ? "" : "T" + matcher.group(2);
      return Optional.of(Duration.parse("P" + days + time)).filter(Intervals::isAllowed);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static Map<String, String> fields() {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("@yearly", "0 0 1 1 *");
    names.put("@annually", "0 0 1 1 *");
    names.put("@monthly", "0 0 1 * *");
    names.put("@weekly", "0 0 * * 0");
    names.put("@daily", "0 0 * * *");
    names.put("@midnight", "0 0 * * *");
    names.put("@hourly", "0 * * * *");
    return names;
  }
}
