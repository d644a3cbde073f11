// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task;

import java.time.Duration;

/**
 * A text that can be read for a limited time. {@code java.util.regex} has no time limit, but asks
 * for each character. Confined to one thread.
 */
final class BoundedText implements CharSequence {

  /** Signals that reading has taken too long. */
  static final class TimeIsOver extends RuntimeException {

    private static final long serialVersionUID = 1;

    private TimeIsOver() {
      super("time is over", null, false, false);
    }
  }

  /** Number of characters between two looks at the clock. */
  private static final int STRIDE = 1024;

  private final CharSequence text;
  private final long endNanos;
  private int reads;

  BoundedText(CharSequence text, Duration limit) {
    this(text, System.nanoTime() + limit.toNanos());
  }

  private BoundedText(CharSequence text, long endNanos) {
    this.text = text;
    this.endNanos = endNanos;
  }

  /**
   * @throws TimeIsOver the limit has passed since this was made
   */
  @Override
  public char charAt(int index) {
    reads++;
    if (reads % STRIDE == 0 && System.nanoTime() - endNanos > 0) {
      throw new TimeIsOver();
    }
    return text.charAt(index);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return new BoundedText(text.subSequence(start, end), endNanos);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
