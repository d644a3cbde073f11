// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.sign;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;

/** Ed25519 of the JDK. */
final class JdkEd25519 implements Ed25519 {

  @Override
  public Signing signing(PrivateKey key) {
    return content -> {
      try {
        Signature signature = Signature.getInstance(SigningKey.ALGORITHM);
        signature.initSign(key);
        signature.update(content);
        return signature.sign();
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("this JDK cannot sign", e);
      }
    };
  }

  @Override
  public Checking checking(PublicKey key) {
    return (content, signed) -> {
      if (signed.length != LENGTH) {
        // The JDK would look at the first 64 bytes of more.
        return false;
      }
      try {
        Signature signature = Signature.getInstance(SigningKey.ALGORITHM);
        signature.initVerify(key);
        signature.update(content);
        return signature.verify(signed);
      } catch (GeneralSecurityException e) {
        // A signature that cannot be one.
        return false;
      }
    };
  }
}
