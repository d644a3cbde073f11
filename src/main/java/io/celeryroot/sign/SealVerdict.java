// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.sign;

import java.time.Instant;
import java.util.Optional;

/**
 * The decision about something that was read.
 *
 * @param kind signed, unsigned or forged
 * @param issued when it was signed
 * @param reason why it is not believed; empty text: it is signed
 */
public record SealVerdict(Kind kind, Optional<Instant> issued, String reason) {

  /** Kinds of what can be read. */
  public enum Kind {
    SIGNED,
    UNSIGNED,
    FORGED
  }

  /** Start of the reasons of what is forged. */
  public static final String FORGED = "forged: ";

  /** The verdict on something without a signature. */
  public static final SealVerdict UNSIGNED =
      new SealVerdict(Kind.UNSIGNED, Optional.empty(), "unsigned");

  static SealVerdict signed(Instant issued) {
    return new SealVerdict(Kind.SIGNED, Optional.of(issued), "");
  }

  /** The verdict on something with a signature that does not count. */
  public static SealVerdict forged(String reason) {
    return new SealVerdict(Kind.FORGED, Optional.empty(), FORGED + reason);
  }

  public boolean isSigned() {
    return kind == Kind.SIGNED;
  }
}
