// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.sign;

import io.celeryroot.sign.Seal;
import io.celeryroot.sign.Seals;
import java.util.Optional;

/**
 * The signature of a decision about a due instant, behind its text: {@code run 1764554400}, a
 * blank, the seal. It counts from signers that may submit jobs.
 */
public final class DecisionSeal {

  private static final String KIND = "decision";

  private DecisionSeal() {}

  /** The text to store, signed if the process signs. */
  public static String text(Seals seals, String schedule, String decision) {
    return seals.signs()
        ? decision + " " + seals.seal(KIND, bytes -> bytes.text(schedule).text(decision)).text()
        : decision;
  }

  /** Returns true if a stored text is this decision, and counts. */
  public static boolean isBelieved(Seals seals, String schedule, String decision, String stored) {
    if (!seals.isRequired()) {
      return stored.equals(decision) || stored.startsWith(decision + " ");
    }
    return stored.startsWith(decision + " ")
        && seals
            .judge(
                KIND,
                Seal.parse(stored.substring(decision.length() + 1)),
                bytes -> bytes.text(schedule).text(decision),
                signer ->
                    signer.submits()
                        ? Optional.empty()
                        : Optional.of("signer \"" + signer.id() + "\" may decide nothing"))
            .isSigned();
  }
}
