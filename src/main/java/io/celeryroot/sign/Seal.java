// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.sign;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A signature and what it says about itself.
 *
 * @param signer ID
 * @param issued when, by the clock of the signer; whole milliseconds
 * @param nonce a number that is used once: 32 hexadecimal digits
 * @param signature 64 bytes in Base64
 */
public record Seal(String signer, Instant issued, String nonce, String signature) {

  /** Largest difference between the clocks of two hosts. */
  public static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

  static final int NONCE_BYTES = 16;

  private static final String VERSION = "1";

  private static final Pattern FORM =
      Pattern.compile(
          VERSION
              + " ([A-Za-z][A-Za-z0-9_-]{0,63}) (\\d{1,15}) ([0-9a-f]{32}) ([A-Za-z0-9+/]{86})");

  /** The text of the seal: letters, digits, blanks and {@code - _ + /}. */
  public String text() {
    return String.join(
        " ", VERSION, signer, String.valueOf(issued.toEpochMilli()), nonce, signature);
  }

  /** The seal in a text; empty: none of a version that is known. */
  public static Optional<Seal> parse(String text) {
    Matcher parts = FORM.matcher(text);
    try {
      return parts.matches()
          ? Optional.of(
              new Seal(
                  parts.group(1),
                  Instant.ofEpochMilli(Long.parseLong(parts.group(2))),
                  parts.group(3),
                  parts.group(4)))
          : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
