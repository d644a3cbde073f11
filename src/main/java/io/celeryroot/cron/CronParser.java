// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

import static java.util.stream.Collectors.joining;

import io.celeryroot.text.UnreadableValue;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads one expression and finds its first mistake. */
final class CronParser {

  /** A text that was copied from a web page may hold blanks that only look like blanks. */
  private static final Pattern ODD_BLANK =
      Pattern.compile("[\\p{javaSpaceChar}&&[^\\p{javaWhitespace}]]");

  /** Dashes, quotes, stars and invisible characters that word processors and web pages make. */
  private static final Pattern ODD_SIGN =
      Pattern.compile("[\\p{Pd}\\p{Pi}\\p{Pf}\\p{Cf}\u2212\u2217\uff0a&&[^-]]");

  /** Last character of ASCII, which has no odd blanks; most texts have nothing beyond. */
  private static final int LAST_ASCII = 0x7f;

  private static final List<CronField> FIELDS = List.of(CronField.values());
  private static final Pattern ZONE = Pattern.compile("(?:CRON_)?TZ=(.*)");

  private CronParser() {}

  /**
   * Reads a text.
   *
   * @throws UnreadableValue the first mistake; its replacement need not parse
   */
  static CronFields parse(String text) {
    TextPart whole = TextPart.all(text);
    if (text.chars().anyMatch(character -> character > LAST_ASCII)) {
      whole.matches(ODD_BLANK).stream().findFirst().ifPresent(CronParser::refuseBlank);
      whole.matches(ODD_SIGN).stream().findFirst().ifPresent(CronParser::refuseSign);
    }
    List<TextPart> words = whole.words();
    if (words.isEmpty()) {
      throw whole.mistake("cron-empty", "no cron expression", Corrections.EXAMPLE);
    }
    if (words.get(0).text().startsWith("@")) {
      return nickname(words);
    }
    if (words.get(0).text().indexOf('=') >= 0 && ZONE.matcher(words.get(0).text()).matches()) {
      throw zone(words);
    }
    if (words.size() != FIELDS.size()) {
      throw FieldCount.mistake(words, CronParser::tried);
    }
    return fields(words.stream().map(TextPart::text).collect(joining(" ")), words);
  }

  private static void refuseBlank(TextPart blank) {
    String message = String.format("U+%04X is not a plain blank", (int) blank.text().charAt(0));
    String plain = blank.whole().replaceAll("\\p{Zs}", " ");
    String hint = "put plain blanks between the fields";
    throw blank.mistake("cron-character", message, hint, Optional.of(plain));
  }

  private static void refuseSign(TextPart sign) {
    String message = String.format("U+%04X is no character of cron", (int) sign.text().charAt(0));
    String plain =
        sign.whole()
            .replaceAll("[\\p{Pd}\u2212]", "-")
            .replaceAll("[\u2217\uff0a]", "*")
            .replaceAll("[\\p{Pi}\\p{Pf}\\p{Cf}]", "");
    String hint = "write plain dashes, commas and stars, without quotes";
    throw sign.mistake("cron-character", message, hint, Optional.of(plain));
  }

  private static UnreadableValue zone(List<TextPart> words) {
    var matcher = ZONE.matcher(words.get(0).text());
    String zone = matcher.matches() ? matcher.group(1) : "";
    TextPart all = words.get(0).through(words.get(words.size() - 1));
    String message = "a zone in the expression: " + words.get(0).quoted();
    String beside = TimeZones.beside(zone);
    try {
      TextPart rest = words.get(1).through(words.get(words.size() - 1));
      return all.mistake(
          "cron-zone", message, CronDescription.offer(parse(rest.text())) + " and " + beside);
    } catch (UnreadableValue | IndexOutOfBoundsException e) {
      return all.mistake("cron-zone", message, "write five fields and " + beside);
    }
  }

  private static Optional<CronFields> tried(String text) {
    try {
      return Optional.of(parse(text));
    } catch (UnreadableValue e) {
      return Optional.empty();
    }
  }

  private static CronFields fields(String text, List<TextPart> words) {
    SpreadFields.refuse(words, CronParser::tried);
    List<FieldParser.Parsed> parsed =
        FIELDS.stream()
            .map(field -> FieldParser.parse(field, words.get(field.position())))
            .toList();
    List<MovableDay> movable =
        parsed.stream().flatMap(field -> field.movable().stream()).distinct().toList();
    DayRule days =
        new DayRule(
            parsed.get(CronField.DAY.position()).values(),
            parsed.get(CronField.MONTH.position()).values(),
            parsed.get(CronField.WEEKDAY.position()).values(),
            movable);
    return new CronFields(
        text,
        parsed.get(CronField.MINUTE.position()).values(),
        parsed.get(CronField.HOUR.position()).values(),
        days,
        parsed.stream().flatMap(field -> field.doubts().stream()).toList());
  }

  private static CronFields nickname(List<TextPart> words) {
    TextPart name = words.get(0);
    String fields = Nicknames.fieldsOf(name.text()).orElseThrow(() -> Nicknames.unknown(words));
    CronFields meaning = fields(name.text(), TextPart.all(fields).words());
    if (words.size() > 1) {
      TextPart rest = words.get(1).through(words.get(words.size() - 1));
      String message = "text after " + name.quoted() + ": " + rest.quoted();
      String beside =
          TimeZones.isMeant(rest.text())
              ? " and " + TimeZones.beside(rest.text())
              : ", and the command in a task";
      throw rest.mistake("cron-fields", message, CronDescription.offer(meaning) + beside);
    }
    return meaning;
  }
}
