// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.diff;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.keys.FileKeys;
import io.celeryroot.text.Json;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Fingerprints of a configuration: two files with the same one mean the same, apart from secrets.
 * Secrets are left out, because whoever reads Redis could guess them.
 */
public final class Fingerprints {

  private static final int SHOWN_BYTES = 6;

  private Fingerprints() {}

  /** Computes twelve hexadecimal digits for each top-level key that is there. */
  public static Map<String, String> of(ClConfig config) {
    Map<String, String> fingerprints = new LinkedHashMap<>();
    FileKeys.show(config)
        .forEach((section, value) -> fingerprints.put(section, digest(Json.line(value))));
    return fingerprints;
  }

  private static String digest(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(UTF_8)), 0, SHOWN_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
