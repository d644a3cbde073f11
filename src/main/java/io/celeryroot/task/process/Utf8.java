// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

/**
 * Where UTF-8 bytes may be cut without splitting a character; bytes that are not UTF-8 may be cut
 * anywhere.
 */
final class Utf8 {

  private static final int LONGEST = 4;

  private Utf8() {}

  /** Number of bytes at the end that begin a character and do not finish it. */
  static int unfinishedSuffix(byte[] bytes) {
    for (int back = 1; back < LONGEST && back <= bytes.length; back++) {
      int value = bytes[bytes.length - back] & 0xff;
      if (!isContinuation(value)) {
        return lengthAfter(value) > back ? back : 0;
      }
    }
    return 0;
  }

  /** Number of bytes at the beginning that continue a character which began before. */
  static int orphanedPrefix(byte[] bytes) {
    int count = 0;
    while (count < LONGEST - 1 && count < bytes.length && isContinuation(bytes[count])) {
      count++;
    }
    return count;
  }

  private static boolean isContinuation(int value) {
    return (value & 0xc0) == 0x80;
  }

  private static int lengthAfter(int leadByte) {
    if (leadByte < 0xc2 || leadByte > 0xf4) {
      return 1;
    }
    return leadByte < 0xe0 ? 2 : leadByte < 0xf0 ? 3 : 4;
  }
}
