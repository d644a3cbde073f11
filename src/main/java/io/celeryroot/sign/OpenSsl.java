// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.sign;

import com.sun.jna.Native;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.EdECPrivateKey;
import java.util.Arrays;
import java.util.Optional;

/**
 * Ed25519 of OpenSSL 3, which Debian, Red Hat and Alpine have. See EVP_PKEY_new(3),
 * EVP_DigestSignInit(3) and EVP_DigestVerifyInit(3). A key stays in memory as long as the process.
 */
final class OpenSsl implements Ed25519 {

  private static final String LIBRARY = "libcrypto.so.3";

  /** See openssl/obj_mac.h. */
  private static final int ED25519 = 1087;

  private static final int KEY_LENGTH = 32;

  private OpenSsl() {}

  /** OpenSSL, if it is installed and signs. */
  static Optional<Ed25519> find() {
    try {
      // A size_t is a Java long only there.
      return Native.SIZE_T_SIZE == Long.BYTES && Calls.areThere()
          ? Optional.of(new OpenSsl())
          : Optional.empty();
    } catch (LinkageError e) {
      return Optional.empty();
    }
  }

  /** Functions of the library; addresses are {@code long}, 0 is NULL. */
  private static final class Calls {
    static {
      Native.register(Calls.class, LIBRARY);
    }

    private Calls() {}

    static boolean areThere() {
      return true;
    }

    static native long EVP_PKEY_new_raw_private_key(int type, long engine, byte[] key, long size);

    static native long EVP_PKEY_new_raw_public_key(int type, long engine, byte[] key, long size);

    static native long EVP_MD_CTX_new();

    static native void EVP_MD_CTX_free(long context);

    static native int EVP_DigestSignInit(
        long context, long keyContext, long digest, long engine, long key);

    static native int EVP_DigestSign(
        long context, byte[] signature, long[] size, byte[] content, long contentSize);

    static native int EVP_DigestVerifyInit(
        long context, long keyContext, long digest, long engine, long key);

    static native int EVP_DigestVerify(
        long context, byte[] signature, long size, byte[] content, long contentSize);

    static native void ERR_clear_error();
  }

  @Override
  public Signing signing(PrivateKey key) {
    byte[] raw = ((EdECPrivateKey) key).getBytes().orElseThrow();
    long handle = Calls.EVP_PKEY_new_raw_private_key(ED25519, 0, raw, raw.length);
    Arrays.fill(raw, (byte) 0);
    need(handle != 0, "take a private key");
    return content -> sign(handle, content);
  }

  @Override
  public Checking checking(PublicKey key) {
    byte[] encoded = key.getEncoded();
    byte[] raw = Arrays.copyOfRange(encoded, encoded.length - KEY_LENGTH, encoded.length);
    long handle = Calls.EVP_PKEY_new_raw_public_key(ED25519, 0, raw, raw.length);
    need(handle != 0, "take a public key");
    return (content, signature) -> isSignature(handle, content, signature);
  }

  private static byte[] sign(long key, byte[] content) {
    long context = context();
    try {
      byte[] signature = new byte[LENGTH];
      long[] size = {LENGTH};
      need(
          Calls.EVP_DigestSignInit(context, 0, 0, 0, key) == 1
              && Calls.EVP_DigestSign(context, signature, size, content, content.length) == 1,
          "sign");
      return signature;
    } finally {
      Calls.EVP_MD_CTX_free(context);
    }
  }

  private static boolean isSignature(long key, byte[] content, byte[] signature) {
    long context = context();
    try {
      need(Calls.EVP_DigestVerifyInit(context, 0, 0, 0, key) == 1, "check a signature");
      int answer =
          Calls.EVP_DigestVerify(context, signature, signature.length, content, content.length);
      if (answer != 1) {
        Calls.ERR_clear_error();
      }
      return answer == 1;
    } finally {
      Calls.EVP_MD_CTX_free(context);
    }
  }

  private static long context() {
    long context = Calls.EVP_MD_CTX_new();
    need(context != 0, "allocate memory");
    return context;
  }

  private static void need(boolean isDone, String what) {
    if (!isDone) {
      throw new IllegalStateException(LIBRARY + " could not " + what);
    }
  }
}
