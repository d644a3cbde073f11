// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.schema;

import io.celeryroot.config.UnreadableValue;
import java.util.Map;
import java.util.Optional;

/** The numbers from {@code min} to {@code max}, both included. */
record Range(int min, int max) {

  /** The limits, for the reference page. */
  String limits() {
    return ", " + min + " to " + max;
  }

  Map<String, Object> schema(String type) {
    return Schemas.orPlaceholder(Schemas.ordered("type", type, "minimum", min, "maximum", max));
  }

  int whole(String text) {
    if (!text.matches("[+-]?[0-9]{1,15}")) {
      throw unreadable("not a whole number", "a whole number");
    }
    return (int) checked((double) Long.parseLong(text));
  }

  double decimal(String text) {
    if (!text.matches("[+-]?[0-9]{1,9}([.][0-9]{1,9})?")) {
      throw unreadable("not a number", "a number");
    }
    return checked(Double.parseDouble(text));
  }

  /** A number without decimals that are zero. */
  static Object shortest(double number) {
    return number == Math.rint(number) ? (Object) (long) number : (Object) number;
  }

  private double checked(double number) {
    if (number < min || number > max) {
      String nearest = Integer.toString(number < min ? min : max);
      throw new UnreadableValue(
          "number-range", "need " + min + " to " + max, "", Optional.of(nearest));
    }
    return number;
  }

  private UnreadableValue unreadable(String message, String need) {
    String hint = "write " + need + " from " + min + " to " + max;
    return new UnreadableValue("number", message, hint, Optional.empty());
  }
}
