// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.sign;

import static java.util.Objects.requireNonNull;

import io.celeryroot.config.security.PublicKeyText;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;

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

  /** Signs bytes; returns the signature in Base64 without padding. */
  String sign(byte[] content) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(privateKey);
      signature.update(content);
      return Base64.getEncoder().withoutPadding().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("signing as " + signer, e);
    }
  }

  /** Returns true if both parts belong together. */
  boolean isPair() {
    byte[] probe = {1};
    return isSignature(
        PublicKeyText.parse(publicKey), probe, Base64.getDecoder().decode(sign(probe)));
  }

  static boolean isSignature(PublicKey key, byte[] content, byte[] signed) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initVerify(key);
      signature.update(content);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      // A signature that cannot be one.
      return false;
    }
  }

  @Override
  public String toString() {
    return "key " + publicKey + " of " + signer;
  }
}
