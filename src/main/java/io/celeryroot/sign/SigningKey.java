// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.sign;

import static java.util.Objects.requireNonNull;

import io.celeryroot.config.security.PublicKeyText;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;

/**
 * A private key and whose it is. {@link #toString()} does not show it. Thread-safe.
 *
 * @param signer ID
 * @param publicKey as text
 * @param privateKey Ed25519
 */
public record SigningKey(String signer, String publicKey, PrivateKey privateKey) {

  static final String ALGORITHM = "Ed25519";

  public SigningKey {
    requireNonNull(signer, "signer");
    requireNonNull(publicKey, "publicKey");
    requireNonNull(privateKey, "privateKey");
  }

  /** Makes a new key. */
  public static SigningKey generate(String signer) {
    try {
      KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
      return new SigningKey(signer, PublicKeyText.of(pair.getPublic()), pair.getPrivate());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no Ed25519", e);
    }
  }

  /** Returns true if both parts belong together. */
  boolean isPair() {
    byte[] probe = {1};
    Ed25519 ed25519 = new JdkEd25519();
    return ed25519
        .checking(PublicKeyText.parse(publicKey))
        .isSignature(probe, ed25519.signing(privateKey).sign(probe));
  }

  @Override
  public String toString() {
    return "key " + publicKey + " of " + signer;
  }
}
