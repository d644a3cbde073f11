// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.util.Arrays;

/**
 * The kept part of one output stream: the first quarter of the limit, where a program announces its
 * work, and the last three quarters, where it reports the end.
 *
 * <p>Memory grows with the output up to the limit and no further. Confined to one thread.
 */
final class CapturedOutput {

  /** Length of the longest character in UTF-8. */
  private static final int LONGEST = 4;

  private final int headLimit;
  private final int tailLimit;
  private final ByteArrayOutputStream head = new ByteArrayOutputStream();
  private byte[] ring = new byte[0];

  /** Number of bytes that ever went to the tail; the next goes to the ring at this modulo. */
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

  /**
   * Returns the whole output, or head, a line with the number of missing bytes, and tail. No UTF-8
   * character is split; bytes that are not UTF-8 may be cut anywhere.
   */
  String text() {
    byte[] first = head.toByteArray();
    byte[] last = tail();
    if (!isCut()) {
      return new String(concat(first, last), UTF_8);
    }
    int firstLength = wholeCharacters(first);
    int lastStart = orphanedPrefix(last);
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

  /** Counts the bytes before a character at the end that is not complete. */
  private static int wholeCharacters(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    UTF_8
        .newDecoder()
        .onMalformedInput(CodingErrorAction.REPLACE)
        .decode(in, CharBuffer.allocate(bytes.length), false);
    return in.position();
  }

  /** Counts the bytes at the beginning that continue a character which began before. */
  private static int orphanedPrefix(byte[] bytes) {
    int count = 0;
    while (count < LONGEST - 1 && count < bytes.length && (bytes[count] & 0xc0) == 0x80) {
      count++;
    }
    return count;
  }
}
