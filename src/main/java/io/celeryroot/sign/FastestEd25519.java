// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.sign;

import java.util.Optional;

/** OpenSSL's Ed25519 where it is installed, which is ten times as fast as the JDK's; else that. */
final class FastestEd25519 {

  static final Ed25519 FOUND = of(OpenSsl.find());

  private FastestEd25519() {}

  static Ed25519 of(Optional<Ed25519> openSsl) {
    return openSsl.orElseGet(JdkEd25519::new);
  }
}
