// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config;

import static java.util.stream.Collectors.joining;

import io.celeryroot.text.UnreadableValue;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads and writes whole numbers that are directly followed by a unit.
 *
 * @param kind of the amounts; the rules of mistakes begin with it
 * @param examples of amounts, for people
 * @param units the smallest, which counts 1, first
 * @param others units that are only understood in corrections
 * @param usual two units to offer for a number without one, the likelier first
 */
public record Units(
    String kind, String examples, List<Unit> units, List<Unit> others, List<String> usual) {

  /** Sizes: {@code 512B}, {@code 64KB}, {@code 1MB}; the units are powers of 1024. */
  public static final Units SIZES =
      new Units(
          "size",
          "\"64KB\" or \"1MB\"",
          List.of(
              new Unit("B", 1, "b|bytes?"),
              new Unit("KB", 1L << 10, "k|ki?b"),
              new Unit("MB", 1L << 20, "m|mi?b"),
              new Unit("GB", 1L << 30, "g|gi?b"),
              new Unit("TB", 1L << 40, "t|ti?b")),
          List.of(),
          List.of("KB", "MB"));

  private static final Pattern SYNTAX = Pattern.compile("([+-]?)([0-9]+)(\\s*)(\\p{L}*)");

  /**
   * One unit.
   *
   * @param spellings a regular expression of the ways to write it in lower case
   */
  public record Unit(String name, long size, String spellings) {}

  /**
   * Reads an amount.
   *
   * @param max the largest that is allowed
   * @param excess the mistake of a larger one
   * @throws UnreadableValue any other text; its rule is the kind, or the kind with {@code -unit} or
   *     {@code -range}
   */
  public long parse(String text, long max, String excess) {
    Matcher matcher = SYNTAX.matcher(text);
    if (!matcher.matches()) {
      throw unreadable(Optional.empty());
    }
    String number = matcher.group(2);
    String unit = matcher.group(4);
    Optional<String> corrected = corrected(number, unit, max);
    if (!matcher.group(3).isEmpty()) {
      throw unreadable(corrected);
    }
    if (!matcher.group(1).isEmpty()) {
      throw new UnreadableValue(kind + "-range", "a " + kind + " has no sign", "", corrected);
    }
    if (unit.isEmpty()) {
      String choice = usual.stream().map(name -> quoted(number + name)).collect(joining(" or "));
      String hint = corrected.map(meant -> "write " + choice).orElse("");
      throw new UnreadableValue(kind + "-unit", "no unit", hint, corrected);
    }
    Optional<Unit> known = units.stream().filter(each -> each.name().equals(unit)).findFirst();
    if (known.isEmpty()) {
      String message = "no unit " + quoted(unit) + "; units are: " + names(", ");
      throw new UnreadableValue(kind + "-unit", message, "", corrected);
    }
    if (!fits(number, known.get(), max)) {
      throw new UnreadableValue(kind + "-range", excess, "", Optional.of(format(max)));
    }
    return Long.parseLong(number) * known.get().size();
  }

  /**
   * Refuses zero.
   *
   * @return the amount
   */
  public long positive(long amount) {
    if (amount == 0) {
      String message = "zero, need a " + kind + " greater than zero";
      throw new UnreadableValue("zero", message, "");
    }
    return amount;
  }

  /** A text that is not a number and a unit. */
  UnreadableValue unreadable(Optional<String> correction) {
    String hint =
        correction.isPresent() ? "" : "write a whole number and a unit, such as " + examples;
    return new UnreadableValue(kind, "not a " + kind, hint, correction);
  }

  /** Returns the shortest text of an amount. */
  public String format(long amount) {
    Unit unit = units.get(0);
    for (Unit larger : units) {
      unit = amount != 0 && amount % larger.size() == 0 ? larger : unit;
    }
    return amount / unit.size() + unit.name();
  }

  public String form() {
    return "[0-9]+(" + names("|") + ")";
  }

  private String names(String separator) {
    return units.stream().map(Unit::name).collect(joining(separator));
  }

  /** Returns the amount with a unit that was spelt in another way or left out. */
  private Optional<String> corrected(String number, String spelt, long max) {
    String unit = (spelt.isEmpty() ? usual.get(0) : spelt).toLowerCase(Locale.ROOT);
    return Stream.concat(units.stream(), others.stream())
        .filter(each -> unit.matches(each.spellings()) && fits(number, each, max))
        .map(each -> format(Long.parseLong(number) * each.size()))
        .filter(amount -> !number.matches("0+"))
        .findFirst();
  }

  private static boolean fits(String number, Unit unit, long max) {
    return number.length() <= 15 && Long.parseLong(number) <= max / unit.size();
  }

  private static String quoted(String text) {
    return "\"" + text + "\"";
  }
}
