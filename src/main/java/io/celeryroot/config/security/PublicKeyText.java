// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.security;

import io.celeryroot.text.UnreadableValue;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** Public Ed25519 keys as texts: {@code ed25519:} and the 32 bytes of RFC 8032 in Base64. */
public final class PublicKeyText {

  public static final String PREFIX = "ed25519:";

  /** The bytes before the key itself in its X.509 form, which are always the same (RFC 8410). */
  private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b6570032100");

  private static final int BYTES = 32;

  private PublicKeyText() {}

  public static String of(PublicKey key) {
    byte[] encoded = key.getEncoded();
    byte[] raw = Arrays.copyOfRange(encoded, encoded.length - BYTES, encoded.length);
    return PREFIX + Base64.getEncoder().withoutPadding().encodeToString(raw);
  }

  /**
   * The key in a text.
   *
   * @throws UnreadableValue not such a text
   */
  public static PublicKey parse(String text) {
    try {
      byte[] raw =
          text.startsWith(PREFIX)
              ? Base64.getDecoder().decode(text.substring(PREFIX.length()))
              : new byte[0];
      if (raw.length == BYTES) {
        byte[] encoded = Arrays.copyOf(X509, X509.length + BYTES);
        System.arraycopy(raw, 0, encoded, X509.length, BYTES);
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
      }
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw unreadable();
    }
    throw unreadable();
  }

  private static UnreadableValue unreadable() {
    return new UnreadableValue(
        "signer-key",
        "not a public key",
        "write the line that \"cl keys new\" or \"cl keys list\" prints, such as ed25519:...");
  }
}
