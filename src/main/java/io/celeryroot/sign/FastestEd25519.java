// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.sign;

/** OpenSSL's Ed25519 where it is installed, which is ten times as fast as the JDK's; else that. */
final class FastestEd25519 {

  static final Ed25519 FOUND = OpenSsl.find().orElseGet(JdkEd25519::new);

  private FastestEd25519() {}
}
