// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.routes;

import io.celeryroot.text.Sha256;
import java.util.SortedMap;

/** Distinguishes the routes of two cl.yaml files; depends only on the routes. */
final class Fingerprint {

  private static final int SHOWN_BYTES = 8;

  /** Scheme that makes it a URI, which Camel can create without a class of ours. */
  private static final String PREFIX = "sha256:";

  private Fingerprint() {}

  /** Computes the fingerprint: {@code sha256:} and sixteen hexadecimal digits. */
  static String of(SortedMap<String, String> files) {
    StringBuilder all = new StringBuilder();
    files.forEach((name, text) -> all.append(name).append('\0').append(text).append('\0'));
    return PREFIX + Sha256.hex(all.toString(), SHOWN_BYTES);
  }
}
