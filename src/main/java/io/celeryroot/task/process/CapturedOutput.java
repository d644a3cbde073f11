// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * What is kept of one output stream: the first quarter of the limit (what it set out to do) and the
 * last three quarters (how it ended).
 *
 * <p>Memory grows with the output up to the limit and no further. Confined to one thread.
 */
final class CapturedOutput {

  private final int headLimit;
  private final int tailLimit;
  private final ByteArrayOutputStream head = new ByteArrayOutputStream();
  private byte[] ring = new byte[0];

  /**
   * All bytes that ever went to the tail; the next one goes to {@code ring[tailBytes % tailLimit]}.
   */
  private long tailBytes;

  CapturedOutput(long limit) {
    this.headLimit = Math.toIntExact(limit / 4);
    this.tailLimit = Math.toIntExact(limit - headLimit);
  }

  void add(byte[] bytes, int length) {
    int toHead = Math.min(headLimit - head.size(), length);
    head.write(bytes, 0, toHead);
    addToTail(bytes, toHead, length - toHead);
  }

  private void addToTail(byte[] bytes, int offset, int length) {
    int skipped = Math.max(0, length - tailLimit);
    tailBytes += skipped;
    int from = offset + skipped;
    int end = offset + length;
    growRing(end - from);
    while (from < end) {
      int at = (int) (tailBytes % tailLimit);
      int part = Math.min(end - from, tailLimit - at);
      System.arraycopy(bytes, from, ring, at, part);
      from += part;
      tailBytes += part;
    }
  }

  private void growRing(int more) {
    long needed = Math.min(tailLimit, tailBytes + more);
    if (needed > ring.length) {
      ring = Arrays.copyOf(ring, (int) Math.min(tailLimit, Math.max(needed, 2L * ring.length)));
    }
  }

  boolean isCut() {
    return tailBytes > tailLimit;
  }

  /** All of it, or head, one line that says how much is missing, and tail. */
  String text() {
    byte[] first = head.toByteArray();
    byte[] last = tail();
    if (!isCut()) {
      return new String(concat(first, last), UTF_8);
    }
    int firstLength = first.length - Utf8.unfinishedSuffix(first);
    int lastStart = Utf8.orphanedPrefix(last);
    long cut = tailBytes - tailLimit + first.length - firstLength + lastStart;
    String before = new String(first, 0, firstLength, UTF_8);
    String newline = before.isEmpty() || before.endsWith("\n") ? "" : "\n";
    String after = new String(last, lastStart, last.length - lastStart, UTF_8);
    return before + newline + "... " + cut + " bytes cut ...\n" + after;
  }

  private byte[] tail() {
    if (!isCut()) {
      return Arrays.copyOf(ring, (int) tailBytes);
    }
    if (tailLimit == 0) {
      return ring;
    }
    int oldest = (int) (tailBytes % tailLimit);
    return concat(Arrays.copyOfRange(ring, oldest, tailLimit), Arrays.copyOf(ring, oldest));
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
