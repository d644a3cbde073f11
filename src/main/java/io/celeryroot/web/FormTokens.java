// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Tokens that only a page of this process can know, so that no other page can make a user act. */
final class FormTokens {

  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  FormTokens() {
    byte[] secret = new byte[32];
    new SecureRandom().nextBytes(secret);
    this.key = new SecretKeySpec(secret, ALGORITHM);
  }

  /** Returns the token of a user; it is valid while the process lives. */
  String of(String user) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(mac.doFinal(user.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }

  boolean isValid(String token, String user) {
    return MessageDigest.isEqual(token.getBytes(UTF_8), of(user).getBytes(UTF_8));
  }
}
