// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import io.celeryroot.config.UnreadableValue;
import io.celeryroot.config.keys.Shape;
import java.util.Locale;
import java.util.Optional;

/** Numbers and truth values. */
final class Numbers {

  private Numbers() {}

  static boolean flag(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new UnreadableValue("flag", "not true or false", "", meant(text));
    };
  }

  static long whole(String text, Shape shape) {
    if (!text.matches("[+-]?[0-9]{1,15}")) {
      throw new UnreadableValue(
          "number", "not a whole number", wanted("a whole number", shape), Optional.empty());
    }
    long number = Long.parseLong(text);
    checkRange((double) number, shape);
    return number;
  }

  static double decimal(String text, Shape shape) {
    if (!text.matches("[+-]?[0-9]{1,9}([.][0-9]{1,9})?")) {
      throw new UnreadableValue(
          "number", "not a number", wanted("a number", shape), Optional.empty());
    }
    double number = Double.parseDouble(text);
    checkRange(number, shape);
    return number;
  }

  private static String wanted(String what, Shape shape) {
    long min = shape.min().orElse(0);
    return "write "
        + what
        + (shape.max().isPresent()
            ? " from " + min + " to " + shape.max().getAsLong()
            : ", " + min + " or more");
  }

  private static void checkRange(double number, Shape shape) {
    long min = shape.min().orElse(0);
    long max = shape.max().orElse(Integer.MAX_VALUE);
    if (number < min || number > max) {
      String nearest = Long.toString(number < min ? min : max);
      throw new UnreadableValue(
          "number-range", "need " + min + " to " + max, "", Optional.of(nearest));
    }
  }

  private static Optional<String> meant(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "yes", "y", "on", "true", "1" -> Optional.of("true");
      case "no", "n", "off", "false", "0" -> Optional.of("false");
      default -> Optional.empty();
    };
  }
}
