// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.workflow;

import io.celeryroot.text.UnreadableValue;
import java.util.List;
import java.util.Optional;

/**
 * Number of targets in one wave.
 *
 * @param amount 1 or more; at most 100 when it is a share
 * @param isShare true: percent of the targets; false: a number of them
 */
public record Batch(int amount, boolean isShare) {

  private static final int MAX = 1_000_000;

  /** Requires an amount within its limits. */
  public Batch {
    if (amount < 1 || amount > (isShare ? 100 : MAX)) {
      throw new IllegalArgumentException("batch " + amount + (isShare ? "%" : ""));
    }
  }

  /**
   * Reads a number or a share.
   *
   * @param text such as {@code 2} or {@code 25%}
   * @throws UnreadableValue any other text; its rule is {@code batch}
   */
  public static Batch parse(String text) {
    boolean isShare = text.endsWith("%");
    String number = isShare ? text.substring(0, text.length() - 1) : text;
    int most = isShare ? 100 : MAX;
    if (!number.matches("0*[0-9]{1,9}")) {
      throw new UnreadableValue(
          "batch", "not a number of hosts", "write a number such as 2, or a share such as 25%");
    }
    int amount = Integer.parseInt(number);
    if (amount < 1 || amount > most) {
      String nearest = (amount < 1 ? 1 : most) + (isShare ? "%" : "");
      throw new UnreadableValue(
          "batch", isShare ? "need 1% to 100%" : "need 1 to " + MAX, "", Optional.of(nearest));
    }
    return new Batch(amount, isShare);
  }

  /** Returns the size of a wave of {@code targets} targets, at least 1; a share is rounded up. */
  public int sizeOf(int targets) {
    long share = ((long) targets * amount + 99) / 100;
    return (int) Math.max(1, isShare ? share : amount);
  }

  /** Splits targets into waves, in their order; the last may be smaller. */
  public <T> List<T> wave(List<T> targets, int wave) {
    long size = sizeOf(targets.size());
    int from = (int) Math.min((wave - 1) * size, targets.size());
    return targets.subList(from, (int) Math.min(from + size, targets.size()));
  }

  @Override
  public String toString() {
    return amount + (isShare ? "%" : "");
  }
}
