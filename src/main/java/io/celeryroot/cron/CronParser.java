// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

import static java.util.stream.Collectors.joining;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads one expression; finds the first mistake. What to do about it says {@link Suggestions}. */
final class CronParser {

  /** What each name stands for, in the order of the manual page. */
  static final Map<String, String> NICKNAMES = nicknames();

  private static final int FIELDS = CronField.values().length;

  private final Part whole;
  private final boolean isAdvising;

  CronParser(String text) {
    this(text, true);
  }

  private CronParser(String text, boolean isAdvising) {
    this.whole = Part.all(text);
    this.isAdvising = isAdvising;
  }

  /** Reads a text that may well be wrong, without looking for advice. */
  static Optional<CronExpression> tryParse(String text) {
    try {
      return Optional.of(new CronParser(text, false).parse());
    } catch (CronSyntaxException e) {
      return Optional.empty();
    }
  }

  CronExpression parse() {
    refuseOddBlanks();
    List<Part> words = whole.words();
    if (words.isEmpty()) {
      throw mistake("cron-empty", whole, "no cron expression", Suggestions::anyExpression);
    }
    if (words.get(0).text().startsWith("@")) {
      return nickname(words);
    }
    if (words.size() != FIELDS) {
      throw wrongCount(words);
    }
    String text = words.stream().map(Part::text).collect(joining(" "));
    return expression(text, words);
  }

  /** A text that was copied from a web page may hold blanks that only look like blanks. */
  private void refuseOddBlanks() {
    String text = whole.text();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSpaceChar(c) && !Character.isWhitespace(c)) {
        String message = String.format("U+%04X is not a plain blank", (int) c);
        throw mistake(
            "cron-character", whole.cut(i, i + 1), message, () -> Suggestions.plainBlanks(text));
      }
    }
  }

  private CronExpression expression(String text, List<Part> words) {
    FieldParser fields = new FieldParser(this::mistake);
    return new CronExpression(
        text,
        fields.parse(CronField.MINUTE, words.get(0)),
        fields.parse(CronField.HOUR, words.get(1)),
        new DayRule(
            fields.parse(CronField.DAY, words.get(2)),
            fields.parse(CronField.MONTH, words.get(3)),
            fields.parse(CronField.WEEKDAY, words.get(4))));
  }

  private CronExpression nickname(List<Part> words) {
    Part name = words.get(0);
    String fields = NICKNAMES.get(name.text());
    if (fields == null) {
      throw unknownNickname(words);
    }
    if (words.size() > 1) {
      Part rest = words.get(1).through(words.get(words.size() - 1));
      String message = "text after " + name.quoted() + ": " + rest.quoted();
      throw mistake("cron-fields", rest, message, () -> Suggestions.only(name.text()));
    }
    return expression(name.text(), Part.all(fields).words());
  }

  private CronSyntaxException unknownNickname(List<Part> words) {
    Part name = words.get(0);
    if (name.text().equalsIgnoreCase("@reboot")) {
      String message = name.quoted() + " is not a time";
      return mistake("cron-nickname", name, message, Suggestions::reboot);
    }
    Part all = name.through(words.get(words.size() - 1));
    String known = String.join(", ", NICKNAMES.keySet());
    String message = "no nickname " + name.quoted() + "; nicknames are: " + known;
    return mistake("cron-nickname", all, message, () -> Suggestions.nickname(all.text()));
  }

  private CronSyntaxException wrongCount(List<Part> words) {
    Part all = words.get(0).through(words.get(words.size() - 1));
    String count = words.size() == 1 ? "1 field" : words.size() + " fields";
    String message = count + ", need 5 (minute hour day month weekday): " + all.quoted();
    List<String> texts = words.stream().map(Part::text).toList();
    return mistake("cron-fields", all, message, () -> Suggestions.fieldCount(texts));
  }

  private CronSyntaxException mistake(
      String rule, Part part, String message, Supplier<Advice> advice) {
    return new CronSyntaxException(
        rule,
        part.offset(),
        part.text().length(),
        message,
        isAdvising ? advice.get() : Advice.NONE);
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
