// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.sign;

import io.celeryroot.config.security.Signer;
import java.time.Instant;
import java.util.Optional;

/**
 * The decision about something that was read.
 *
 * @param kind signed, unsigned or forged
 * @param signer whose signature it is; empty: not signed, or by nobody who is known
 * @param issued when it was signed
 * @param reason why it is not believed; empty text: it is signed
 */
public record Verdict(Kind kind, Optional<Signer> signer, Optional<Instant> issued, String reason) {

  /** Kinds of what can be read. */
  public enum Kind {
    SIGNED,
    UNSIGNED,
    FORGED
  }

  /** Start of the reasons of what is forged. */
  public static final String FORGED = "forged: ";

  /** The verdict on something without a signature. */
  public static final Verdict UNSIGNED =
      new Verdict(Kind.UNSIGNED, Optional.empty(), Optional.empty(), "unsigned");

  static Verdict signed(Signer signer, Instant issued) {
    return new Verdict(Kind.SIGNED, Optional.of(signer), Optional.of(issued), "");
  }

  /** The verdict on something with a signature that does not count. */
  public static Verdict forged(String reason) {
    return new Verdict(Kind.FORGED, Optional.empty(), Optional.empty(), FORGED + reason);
  }

  public boolean isSigned() {
    return kind == Kind.SIGNED;
  }
}
