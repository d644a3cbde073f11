// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.routes;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedMap;

/** Distinguishes the routes of two cl.yaml files; depends only on the routes. */
final class Fingerprint {

  private static final int SHOWN_BYTES = 8;

  /** Scheme that makes it a URI, which Camel can create without a class of ours. */
  private static final String PREFIX = "sha256:";

  private Fingerprint() {}

  /** Computes the fingerprint: {@code sha256:} and sixteen hexadecimal digits. */
  static String of(SortedMap<String, String> files) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      files.forEach((name, text) -> digest.update((name + '\0' + text + '\0').getBytes(UTF_8)));
      return PREFIX + HexFormat.of().formatHex(digest.digest(), 0, SHOWN_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
