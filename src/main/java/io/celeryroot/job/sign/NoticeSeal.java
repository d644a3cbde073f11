// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.sign;

import io.celeryroot.sign.SealedText;
import io.celeryroot.sign.Seals;
import java.time.Duration;
import java.util.Optional;

/**
 * The signature of a message to people, and of the memory of what they were told. It counts from
 * signers that may submit jobs; from any, if it is about Beat, since workers tell that none lives.
 */
public final class NoticeSeal {

  private static final String KIND = "notice";

  private NoticeSeal() {}

  /**
   * Signs an object, if the process signs.
   *
   * @param about the line of the message, or the subject of the memory
   * @param json empty text: nothing is to be signed
   */
  public static String seal(Seals seals, String about, String json) {
    return json.isEmpty() ? json : SealedText.seal(seals, KIND, about, json);
  }

  /**
   * The text without its signature.
   *
   * @param longest age of the signature
   * @param isAboutBeat true: any signer may have told it
   * @return empty: signatures are required, and it has none that counts, or one that is too old
   */
  public static Optional<String> believed(
      Seals seals, String about, String stored, Duration longest, boolean isAboutBeat) {
    SealedText text =
        SealedText.read(
            seals,
            KIND,
            about,
            stored,
            (signer, json) ->
                isAboutBeat || signer.submits()
                    ? Optional.empty()
                    : Optional.of("signer \"" + signer.id() + "\" tells only of Beat"));
    boolean counts =
        !seals.isRequired()
            || text.verdict().issued().filter(seals.now().minus(longest)::isBefore).isPresent();
    return Optional.of(text.json()).filter(json -> counts);
  }
}
