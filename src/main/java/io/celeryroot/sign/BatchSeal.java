// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.sign;

import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of one thing in a signature that several things share: the signature of the root of a
 * {@link HashTree}, and the way there.
 *
 * @param signer ID
 * @param issued when, by the clock of the signer; whole milliseconds
 * @param signature of the root, 64 bytes in Base64
 * @param salt random bytes before the content of the leaf, 16 in Base64
 * @param index of the leaf, from 0
 * @param size number of leaves
 * @param path from the leaf to the root, in Base64; empty text for a leaf alone
 */
public record BatchSeal(
    String signer,
    Instant issued,
    String signature,
    String salt,
    int index,
    int size,
    String path) {

  static final int SALT_BYTES = 16;

  private static final String VERSION = "2";

  /** A path of 20 hashes is that of a million leaves. */
  private static final Pattern FORM =
      Pattern.compile(
          VERSION
              + " ([A-Za-z][A-Za-z0-9_-]{0,63}) (\\d{1,15}) ([A-Za-z0-9+/]{86}) ([A-Za-z0-9+/]{22})"
              + " (\\d{1,7}) (\\d{1,7})(?: ([A-Za-z0-9+/]{1,854}))?");

  /** The text of the seal: letters, digits, blanks and {@code - _ + /}. */
  public String text() {
    return String.join(
            " ",
            VERSION,
            signer,
            String.valueOf(issued.toEpochMilli()),
            signature,
            salt,
            String.valueOf(index),
            String.valueOf(size))
        + (path.isEmpty() ? "" : " " + path);
  }

  /** The seal in a text; empty: none of a version that is known. */
  public static Optional<BatchSeal> parse(String text) {
    Matcher parts = FORM.matcher(text);
    return parts.matches()
        ? Optional.of(
            new BatchSeal(
                parts.group(1),
                Instant.ofEpochMilli(Long.parseLong(parts.group(2))),
                parts.group(3),
                parts.group(4),
                Integer.parseInt(parts.group(5)),
                Integer.parseInt(parts.group(6)),
                Optional.ofNullable(parts.group(7)).orElse("")))
        : Optional.empty();
  }

  static String base64(byte[] bytes) {
    return Base64.getEncoder().withoutPadding().encodeToString(bytes);
  }

  /** The root to which a content leads; empty: the path is not one, or not of such a tree. */
  Optional<byte[]> root(byte[] content) {
    try {
      return HashTree.root(
          HashTree.leaf(Base64.getDecoder().decode(salt), content),
          index,
          size,
          Base64.getDecoder().decode(path));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
