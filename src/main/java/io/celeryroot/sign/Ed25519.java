// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.sign;

import java.security.PrivateKey;
import java.security.PublicKey;

/** Signatures as in RFC 8032, by whichever library of this machine is fast. Thread-safe. */
interface Ed25519 {

  /** Length of a signature in bytes. */
  int LENGTH = 64;

  /** Signs with one private key. */
  interface Signing {
    byte[] sign(byte[] content);
  }

  /** Checks against one public key. */
  interface Checking {

    /** Returns true if the key has signed this; false also for what cannot be a signature. */
    boolean isSignature(byte[] content, byte[] signature);
  }

  Signing signing(PrivateKey key);

  Checking checking(PublicKey key);
}
