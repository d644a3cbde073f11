// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.sign;

import io.celeryroot.config.security.Signer;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A JSON object with the signature of its own text as its last member. Signed is the text before
 * the member was added, byte for byte, so that it is read without being understood first.
 *
 * @param json the object without the signature
 * @param verdict on it
 */
public record SealedText(String json, SealVerdict verdict) {

  private static final String MEMBER = ",\"cl_seal\":\"";
  private static final String END = "\"}";

  /**
   * Signs an object, if the process signs.
   *
   * @param kind of the thing
   * @param name of the thing, such as its key in Redis; it need not be in the object
   * @param json an object with one or more members
   */
  public static String seal(Seals seals, String kind, String name, String json) {
    return seals.signs()
        ? json.substring(0, json.length() - 1)
            + MEMBER
            + seals.seal(kind, bytes -> bytes.text(name).text(json)).text()
            + END
        : json;
  }

  /**
   * Reads an object, signed or not.
   *
   * @param objection to the signer, for the object without its signature; empty: none
   */
  public static SealedText read(
      Seals seals,
      String kind,
      String name,
      String stored,
      BiFunction<Signer, String, Optional<String>> objection) {
    int member = stored.endsWith(END) ? stored.lastIndexOf(MEMBER) : -1;
    if (member < 0) {
      return new SealedText(stored, SealVerdict.UNSIGNED);
    }
    String json = stored.substring(0, member) + "}";
    String text = stored.substring(member + MEMBER.length(), stored.length() - END.length());
    Function<Signer, Optional<String>> ofText = signer -> objection.apply(signer, json);
    return new SealedText(
        json,
        Seal.parse(text)
            .map(
                seal ->
                    seals.judge(
                        kind, Optional.of(seal), bytes -> bytes.text(name).text(json), ofText))
            .orElseGet(() -> SealVerdict.forged("not a signature of ours")));
  }
}
