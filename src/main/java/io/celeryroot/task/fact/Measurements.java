// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.fact;

import io.celeryroot.condition.Kind;
import io.celeryroot.condition.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;

/** Measured values. What is shown is what is compared, except that large sizes are shown short. */
public final class Measurements {

  private static final List<String> SIZES = List.of("B", "KB", "MB", "GB", "TB");
  private static final int STEP = 1024;

  private Measurements() {}

  /** A part of a whole, from 0 to 1, to a tenth of a percent. */
  static Quantity percent(double part) {
    BigDecimal percent = rounded(part * 100);
    return Quantity.number(Kind.PERCENT, percent.doubleValue(), percent.toPlainString() + "%");
  }

  static Quantity number(double number) {
    return Quantity.number(
        Kind.NUMBER, number, BigDecimal.valueOf(number).stripTrailingZeros().toPlainString());
  }

  static Quantity size(long bytes) {
    double shown = bytes;
    int unit = 0;
    while (shown >= STEP && unit < SIZES.size() - 1) {
      shown /= STEP;
      unit++;
    }
    return Quantity.number(
        Kind.SIZE, (double) bytes, rounded(shown).toPlainString() + SIZES.get(unit));
  }

  /** A time of whole seconds, such as {@code 1d3h5s}. */
  public static Quantity duration(Duration time) {
    Duration seconds = Duration.ofSeconds(time.toSeconds());
    String text =
        part(seconds.toDays(), "d")
            + part(seconds.toHoursPart(), "h")
            + part(seconds.toMinutesPart(), "m")
            + part(seconds.toSecondsPart(), "s");
    return Quantity.number(
        Kind.DURATION, (double) seconds.toMillis(), text.isEmpty() ? "0s" : text);
  }

  private static String part(long amount, String unit) {
    return amount == 0 ? "" : amount + unit;
  }

  private static BigDecimal rounded(double number) {
    BigDecimal tenths = BigDecimal.valueOf(number).setScale(1, RoundingMode.HALF_UP);
    return tenths.signum() == 0 ? BigDecimal.ZERO : tenths.stripTrailingZeros();
  }
}
