// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.sign;

import io.celeryroot.config.security.Signer;
import io.celeryroot.job.JsonReader;
import io.celeryroot.job.Keys;
import io.celeryroot.sign.SealedText;
import io.celeryroot.sign.Seals;
import java.util.Optional;

/**
 * The signature of a heartbeat, or of an absence, bound to the name of the process or host. That of
 * a worker counts from a signer that stands for its host, that of a Beat from one that may submit
 * jobs.
 */
public final class HeartbeatSeal {

  private static final String KIND = "heartbeat";

  private HeartbeatSeal() {}

  /**
   * Signs a heartbeat, if the process signs.
   *
   * @param key of the hash or list
   * @param name of the process, the field of the hash; of an absence, the host
   */
  public static String seal(Seals seals, String key, String name, String json) {
    return SealedText.seal(seals, KIND, about(key, name), json);
  }

  /** Returns true if the heartbeat counts. */
  public static boolean isBelieved(Seals seals, String key, String name, String stored) {
    return !seals.isRequired()
        || SealedText.read(
                seals,
                KIND,
                about(key, name),
                stored,
                (signer, json) -> objection(signer, key, json))
            .verdict()
            .isSigned();
  }

  private static String about(String key, String name) {
    return key + " " + name;
  }

  private static Optional<String> objection(Signer signer, String key, String json) {
    String host =
        JsonReader.readObject(json)
            .flatMap(fields -> JsonReader.text(fields.get("host")))
            .orElse("");
    boolean isRight = key.equals(Keys.BEATS) ? signer.submits() : signer.standsFor(host);
    return isRight
        ? Optional.empty()
        : Optional.of("signer \"" + signer.id() + "\" does not stand for " + host);
  }
}
