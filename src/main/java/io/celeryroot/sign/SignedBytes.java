// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.sign;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The bytes that are signed: fields in a fixed order, each with its length before it, so that no
 * two lists of fields have the same bytes. Each method returns this object. Not thread-safe.
 */
public final class SignedBytes {

  private static final int ABSENT = -1;

  private byte[] bytes = new byte[1024];
  private int size;

  /** A field, which may be empty text. */
  public SignedBytes text(String text) {
    return bytes(hasSurrogate(text) ? unlikeOthers(text) : text.getBytes(UTF_8));
  }

  private static boolean hasSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  /** Half of a pair has no bytes in UTF-8, and no text has a byte of all ones there. */
  private static byte[] unlikeOthers(String text) {
    byte[] utf8 = text.getBytes(UTF_8);
    if (new String(utf8, UTF_8).equals(text)) {
      return utf8;
    }
    ByteBuffer chars = ByteBuffer.allocate(1 + Character.BYTES * text.length()).put((byte) -1);
    chars.asCharBuffer().put(text);
    return chars.array();
  }

  /** A field that may be absent, which is not the same as empty. */
  public SignedBytes optional(Optional<?> value) {
    value.ifPresentOrElse(present -> text(present.toString()), () -> length(ABSENT));
    return this;
  }

  /** The number of fields, then each. */
  public SignedBytes list(List<String> texts) {
    length(texts.size());
    texts.forEach(this::text);
    return this;
  }

  private SignedBytes bytes(byte[] field) {
    length(field.length);
    makeRoom(field.length);
    System.arraycopy(field, 0, bytes, size, field.length);
    size += field.length;
    return this;
  }

  private void length(int length) {
    makeRoom(Integer.BYTES);
    for (int shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      bytes[size++] = (byte) (length >> shift);
    }
  }

  private void makeRoom(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.addExact(2 * size, more));
    }
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }
}
