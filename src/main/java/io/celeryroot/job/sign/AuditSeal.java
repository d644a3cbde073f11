// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.sign;

import io.celeryroot.sign.Seal;
import io.celeryroot.sign.SealVerdict;
import io.celeryroot.sign.Seals;
import io.celeryroot.sign.SignedBytes;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** The signature of an entry of the audit log. It counts from any signer. */
public final class AuditSeal {

  private static final String KIND = "audit";

  private AuditSeal() {}

  /** The signature of an entry; empty: the process has no key, or signatures mean nothing. */
  public static Optional<String> of(Seals seals, Map<String, String> fields) {
    return seals.isOff() || seals.signer().isEmpty()
        ? Optional.empty()
        : Optional.of(seals.seal(KIND, bytes -> content(bytes, fields)).text());
  }

  /**
   * Why an entry is not believed.
   *
   * @param stored null: it has no signature
   * @param at when it was written, by the clock of Redis
   * @return empty text: it is, or signatures mean nothing
   */
  public static String objection(
      Seals seals, Map<String, String> fields, String stored, Instant at) {
    if (seals.isOff()) {
      return "";
    }
    Optional<Seal> seal = Optional.ofNullable(stored).flatMap(Seal::parse);
    SealVerdict verdict =
        seals.judge(KIND, seal, bytes -> content(bytes, fields), signer -> Optional.empty());
    return verdict
        .issued()
        .filter(issued -> Duration.between(issued, at).abs().compareTo(Seal.CLOCK_SKEW) > 0)
        .map(issued -> "replayed: signed at " + issued)
        .orElse(verdict.reason());
  }

  private static void content(SignedBytes bytes, Map<String, String> fields) {
    fields.forEach((name, value) -> bytes.text(name).text(value));
  }
}
