// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.sign;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * The bytes that are signed: fields in a fixed order, each with its length before it, so that no
 * two lists of fields have the same bytes. Each method returns this object. Not thread-safe.
 */
public final class SignedBytes {

  private static final int ABSENT = -1;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);

  /** A field, which may be empty text. */
  public SignedBytes text(String text) {
    return bytes(text.getBytes(UTF_8));
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
    bytes.writeBytes(field);
    return this;
  }

  private void length(int length) {
    bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(length).array());
  }

  byte[] toByteArray() {
    return bytes.toByteArray();
  }
}
