// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

import static java.util.stream.Collectors.joining;

import io.celeryroot.text.Nearest;
import io.celeryroot.text.UnreadableValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads one expression and finds its first mistake. */
final class CronParser {

  /** The meaning of each name, in the order of the manual page. */
  private static final Map<String, String> NICKNAMES = nicknames();

  /** A text that was copied from a web page may hold blanks that only look like blanks. */
  private static final Pattern ODD_BLANK =
      Pattern.compile("[\\p{javaSpaceChar}&&[^\\p{javaWhitespace}]]");

  private static final int FIELDS = CronField.values().length;
  private static final String EXAMPLE =
      "write five fields (minute hour day month weekday), for example \"0 3 * * *\" (every day at"
          + " 03:00)";

  private CronParser() {}

  /**
   * Reads a text.
   *
   * @throws UnreadableValue the first mistake; its replacement need not parse
   */
  static CronFields parse(String text) {
    Part whole = Part.all(text);
    whole.matches(ODD_BLANK).stream().findFirst().ifPresent(CronParser::refuseBlank);
    List<Part> words = whole.words();
    if (words.isEmpty()) {
      throw whole.mistake("cron-empty", "no cron expression", EXAMPLE);
    }
    if (words.get(0).text().startsWith("@")) {
      return nickname(words);
    }
    if (words.size() != FIELDS) {
      throw wrongCount(words);
    }
    return fields(words.stream().map(Part::text).collect(joining(" ")), words);
  }

  private static void refuseBlank(Part blank) {
    String message = String.format("U+%04X is not a plain blank", (int) blank.text().charAt(0));
    String plain = blank.whole().replaceAll("\\p{Zs}", " ");
    String hint = "put plain blanks between the fields";
    throw blank.mistake("cron-character", message, hint, Optional.of(plain));
  }

  private static CronFields fields(String text, List<Part> words) {
    return new CronFields(
        text,
        FieldParser.parse(CronField.MINUTE, words.get(0)),
        FieldParser.parse(CronField.HOUR, words.get(1)),
        new DayRule(
            FieldParser.parse(CronField.DAY, words.get(2)),
            FieldParser.parse(CronField.MONTH, words.get(3)),
            FieldParser.parse(CronField.WEEKDAY, words.get(4))));
  }

  private static CronFields nickname(List<Part> words) {
    Part name = words.get(0);
    String fields = NICKNAMES.get(name.text());
    if (fields == null) {
      throw unknownNickname(words);
    }
    if (words.size() > 1) {
      Part rest = words.get(1).through(words.get(words.size() - 1));
      String message = "text after " + name.quoted() + ": " + rest.quoted();
      throw rest.mistake("cron-fields", message, "", Optional.of(name.text()));
    }
    return fields(name.text(), Part.all(fields).words());
  }

  private static UnreadableValue unknownNickname(List<Part> words) {
    Part name = words.get(0);
    if (name.text().equalsIgnoreCase("@reboot")) {
      return name.mistake(
          "cron-nickname",
          name.quoted() + " is not a time",
          "a schedule needs a time, for example \"@daily\" (every day at 00:00)");
    }
    Part all = name.through(words.get(words.size() - 1));
    String known = String.join(", ", NICKNAMES.keySet());
    String message = "no nickname " + name.quoted() + "; nicknames are: " + known;
    Optional<String> near = Nearest.to(all.text().toLowerCase(Locale.ROOT), NICKNAMES.keySet());
    return all.mistake("cron-nickname", message, EXAMPLE, near);
  }

  private static UnreadableValue wrongCount(List<Part> words) {
    Part all = words.get(0).through(words.get(words.size() - 1));
    String count = words.size() == 1 ? "1 field" : words.size() + " fields";
    String message = count + ", need 5 (minute hour day month weekday): " + all.quoted();
    List<String> texts = words.stream().map(Part::text).toList();
    if (words.size() < FIELDS) {
      String filled = String.join(" ", texts) + " *".repeat(FIELDS - words.size());
      return all.mistake("cron-fields", message, EXAMPLE, Optional.of(filled));
    }
    return all.mistake(
        "cron-fields",
        message,
        "leave out seconds, a year, a command and blanks inside a field; weekdays count from"
            + " Sunday = 0",
        Corrections.withoutSeconds(texts));
  }

  private static Map<String, String> nicknames() {
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
