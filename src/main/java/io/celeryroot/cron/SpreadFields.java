// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

import io.celeryroot.text.UnreadableValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Recognises values that spread load in other crons, {@code H} of Jenkins and {@code ~} of cronie,
 * and answers with {@code splay}.
 */
final class SpreadFields {

  private static final Pattern JENKINS =
      Pattern.compile("H(?:\\((\\d{1,2})-(\\d{1,2})\\))?(?:/(\\d{1,2}))?");
  private static final Pattern CRONIE = Pattern.compile("(\\d{1,2})?~(\\d{1,2})?(?:/(\\d{1,2}))?");
  private static final List<CronField> FIELDS = List.of(CronField.values());
  private static final int MINUTES_OF_HOUR = 60;

  private SpreadFields() {}

  /** A value that is chosen from {@code first} to {@code last}, in each step if there is one. */
  private record Spread(int first, int last, OptionalInt step) {

    /** Returns false if there is no such value, as from 30 to 10. */
    boolean isPossible(CronField field) {
      return first >= field.first() && first <= last && last <= field.lastDistinct();
    }

    /** Number of values over which the start is spread. */
    int width() {
      return step.orElse(last - first + 1);
    }

    String fixed(CronField field) {
      if (step.isEmpty()) {
        return Integer.toString(first);
      }
      boolean isAll = first == field.first() && last == field.lastDistinct();
      return (isAll ? "*" : first + "-" + last) + "/" + step.getAsInt();
    }
  }

  /**
   * Does nothing when no field is spread.
   *
   * @param reader reads an expression, if it has no mistake
   * @throws UnreadableValue a field is spread
   */
  static void refuse(List<TextPart> words, Function<String, Optional<CronFields>> reader) {
    for (CronField field : FIELDS) {
      TextPart word = words.get(field.position());
      if (of(word, field).isPresent()) {
        String sign = word.text().startsWith("H") ? "H is Jenkins" : "~ is cronie";
        String message = word.quoted() + ": " + sign + " syntax, not cron";
        throw word.mistake("cron-spread", message, hint(words, reader));
      }
    }
  }

  private static Optional<Spread> of(TextPart word, CronField field) {
    if (!word.text().startsWith("H") && word.text().indexOf('~') < 0) {
      return Optional.empty();
    }
    for (Pattern pattern : List.of(JENKINS, CRONIE)) {
      Matcher matcher = pattern.matcher(word.text());
      if (matcher.matches()) {
        int first = number(matcher.group(1)).orElse(field.first());
        int last = number(matcher.group(2)).orElse(field.lastDistinct());
        // A step over all values is none.
        OptionalInt step =
            number(matcher.group(3)).stream().filter(s -> s > 0 && s <= last - first).findFirst();
        return Optional.of(new Spread(first, last, step));
      }
    }
    return Optional.empty();
  }

  private static OptionalInt number(String digits) {
    return digits == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(digits));
  }

  private static String hint(List<TextPart> words, Function<String, Optional<CronFields>> reader) {
    List<String> fixed = new ArrayList<>();
    int minutes = 0;
    for (CronField field : CronField.values()) {
      Optional<Spread> spread = of(words.get(field.position()), field);
      if (spread.isPresent() && field.position() > CronField.HOUR.position()) {
        return "write the " + field.word() + "; splay spreads the hosts over minutes and hours";
      }
      if (spread.filter(some -> !some.isPossible(field)).isPresent()) {
        return "write one %s and splay beside cron, by which each host starts at a point of its own; %s"
            .formatted(field.word(), field.allowed());
      }
      fixed.add(spread.map(s -> s.fixed(field)).orElse(words.get(field.position()).text()));
      int unit = field == CronField.MINUTE ? 1 : MINUTES_OF_HOUR;
      // The hours of a spread hour hold its minutes.
      minutes = spread.map(s -> s.width() * unit).orElse(minutes);
    }
    String splay = minutes % MINUTES_OF_HOUR == 0 ? minutes / MINUTES_OF_HOUR + "h" : minutes + "m";
    String use =
        "and splay: %s, by which each host starts at a point of its own in that time"
            .formatted(splay);
    return reader
        .apply(String.join(" ", fixed))
        .map(fields -> CronDescription.offer(fields) + " " + use)
        .orElse("write the first value " + use);
  }
}
