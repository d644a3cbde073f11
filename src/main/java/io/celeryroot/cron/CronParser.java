// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

import static java.util.stream.Collectors.joining;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads one expression and finds its first mistake; {@link CronHints} says how to fix it. */
final class CronParser {

  /** The meaning of each name, in the order of the manual page. */
  private static final Map<String, String> NICKNAMES = nicknames();

  /** A text that was copied from a web page may hold blanks that only look like blanks. */
  private static final Pattern ODD_BLANK =
      Pattern.compile("[\\p{javaSpaceChar}&&[^\\p{javaWhitespace}]]");

  private CronParser() {}

  /**
   * Reads a text.
   *
   * @throws Mistake the text is not a cron expression
   */
  static CronFields parse(String text) {
    Part whole = Part.all(text);
    whole.matches(ODD_BLANK).stream().findFirst().ifPresent(CronParser::refuseBlank);
    List<Part> words = whole.words();
    if (words.isEmpty()) {
      throw new Mistake("cron-empty", whole, "no cron expression", CronHints.ANY_EXPRESSION);
    }
    if (words.get(0).text().startsWith("@")) {
      return nickname(words);
    }
    if (words.size() != CronField.values().length) {
      throw wrongCount(words);
    }
    return fields(words.stream().map(Part::text).collect(joining(" ")), words);
  }

  private static void refuseBlank(Part blank) {
    String message = String.format("U+%04X is not a plain blank", (int) blank.text().charAt(0));
    throw new Mistake("cron-character", blank, message, CronHints.plainBlanks(blank.whole()));
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
      throw new Mistake("cron-fields", rest, message, Advice.write(name.text()));
    }
    return fields(name.text(), Part.all(fields).words());
  }

  private static Mistake unknownNickname(List<Part> words) {
    Part name = words.get(0);
    if (name.text().equalsIgnoreCase("@reboot")) {
      String message = name.quoted() + " is not a time";
      return new Mistake("cron-nickname", name, message, CronHints.REBOOT);
    }
    Part all = name.through(words.get(words.size() - 1));
    String known = String.join(", ", NICKNAMES.keySet());
    String message = "no nickname " + name.quoted() + "; nicknames are: " + known;
    Advice advice = CronHints.nickname(all.text(), NICKNAMES.keySet());
    return new Mistake("cron-nickname", all, message, advice);
  }

  private static Mistake wrongCount(List<Part> words) {
    Part all = words.get(0).through(words.get(words.size() - 1));
    String count = words.size() == 1 ? "1 field" : words.size() + " fields";
    String message = count + ", need 5 (minute hour day month weekday): " + all.quoted();
    List<String> texts = words.stream().map(Part::text).toList();
    return new Mistake("cron-fields", all, message, CronHints.fieldCount(texts));
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
