// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.sign;

import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

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

  private static final int LONGEST_SIGNER = 64;
  private static final int SIGNATURE_LENGTH = 86;
  private static final int SALT_LENGTH = 22;

  /** A path of 20 hashes is that of a million leaves. */
  private static final int LONGEST_PATH = 854;

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
    // By hand: a regular expression takes longer than all hashes of a path.
    String[] parts = text.split(" ", 9);
    return isForm(parts)
        ? Optional.of(
            new BatchSeal(
                parts[1],
                Instant.ofEpochMilli(Long.parseLong(parts[2])),
                parts[3],
                parts[4],
                Integer.parseInt(parts[5]),
                Integer.parseInt(parts[6]),
                parts.length == 8 ? parts[7] : ""))
        : Optional.empty();
  }

  private static boolean isForm(String[] parts) {
    return (parts.length == 7 || parts.length == 8)
        && parts[0].equals(VERSION)
        && isSigner(parts[1])
        && isNumber(parts[2], 15)
        && isBase64(parts[3], SIGNATURE_LENGTH, SIGNATURE_LENGTH)
        && isBase64(parts[4], SALT_LENGTH, SALT_LENGTH)
        && isNumber(parts[5], 7)
        && isNumber(parts[6], 7)
        && (parts.length == 7 || isBase64(parts[7], 1, LONGEST_PATH));
  }

  private static boolean isSigner(String text) {
    boolean isRight =
        !text.isEmpty() && text.length() <= LONGEST_SIGNER && isLetter(text.charAt(0));
    for (int i = 1; i < text.length() && isRight; i++) {
      char c = text.charAt(i);
      isRight = isLetter(c) || isDigit(c) || c == '_' || c == '-';
    }
    return isRight;
  }

  private static boolean isNumber(String text, int longest) {
    boolean isRight = !text.isEmpty() && text.length() <= longest;
    for (int i = 0; i < text.length() && isRight; i++) {
      isRight = isDigit(text.charAt(i));
    }
    return isRight;
  }

  private static boolean isBase64(String text, int shortest, int longest) {
    boolean isRight = text.length() >= shortest && text.length() <= longest;
    for (int i = 0; i < text.length() && isRight; i++) {
      char c = text.charAt(i);
      isRight = isLetter(c) || isDigit(c) || c == '+' || c == '/';
    }
    return isRight;
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static String base64(byte[] bytes) {
    return Base64.getEncoder().withoutPadding().encodeToString(bytes);
  }

  /**
   * The path from a content to the root.
   *
   * @param known path through the same tree
   * @return empty: it is not one, or not of such a tree
   */
  Optional<HashPath> path(byte[] content, Optional<HashPath> known) {
    try {
      byte[] leaf = HashTree.leaf(Base64.getDecoder().decode(salt), content);
      byte[] hashes = Base64.getDecoder().decode(path);
      return known
          .flatMap(other -> other.meeting(leaf, index, hashes))
          .or(() -> HashPath.of(leaf, index, size, hashes));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
