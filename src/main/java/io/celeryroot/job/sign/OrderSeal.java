// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.sign;

import io.celeryroot.config.security.Signer;
import io.celeryroot.sign.SealedText;
import io.celeryroot.sign.Seals;
import java.util.Optional;

/**
 * The signature of what somebody wants of the site: an order about a queue or host, a pause, a
 * request to cancel, a run with its targets and values, the state of a workflow. It counts from
 * signers that may submit jobs, not from those of workers alone.
 */
public final class OrderSeal {

  private static final String KIND = "order";

  private OrderSeal() {}

  /**
   * Signs an order, if the process signs.
   *
   * @param about the kind of order and the thing, which no other order has
   * @param json an object with one or more members
   */
  public static String seal(Seals seals, String about, String json) {
    return SealedText.seal(seals, KIND, about, json);
  }

  /**
   * Checks, before anything is changed, that orders of this process count.
   *
   * @throws io.celeryroot.sign.KeyUnusable they do not, and signatures are required
   */
  public static void needRight(Seals seals) {
    seals.needSigner(Signer::submits, "give no orders");
  }

  /**
   * Reads an order that holds until it is taken back.
   *
   * @param about as it was signed
   * @param stored empty: there is none
   * @return empty: there is none; or signatures are required, and it has none that counts, or was
   *     taken back or replaced before
   */
  public static Optional<SealedText> readLasting(
      Seals seals, String about, Optional<String> stored) {
    Optional<SealedText> order = stored.flatMap(text -> read(seals, about, text));
    // One that is there and does not count, perhaps because its signer is not known yet, is not
    // over.
    boolean holds =
        !seals.isRequired()
            || ((order.isPresent() || stored.isEmpty())
                && seals
                    .seen()
                    .holds(seals.ofSite(about), order.flatMap(read -> read.verdict().issued())));
    return order.filter(read -> holds);
  }

  /**
   * Reads an order.
   *
   * @param about as it was signed
   * @return empty: signatures are required, and it has none that counts
   */
  public static Optional<SealedText> read(Seals seals, String about, String stored) {
    SealedText order =
        SealedText.read(
            seals,
            KIND,
            about,
            stored,
            (signer, json) ->
                signer.submits()
                    ? Optional.empty()
                    : Optional.of("signer \"" + signer.id() + "\" may give no orders"));
    return Optional.of(order).filter(read -> !seals.isRequired() || read.verdict().isSigned());
  }
}
