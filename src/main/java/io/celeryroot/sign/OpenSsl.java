// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.sign;

import com.sun.jna.Native;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.EdECPrivateKey;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Ed25519 of OpenSSL 3, which Debian, Red Hat and Alpine have. See EVP_PKEY_new(3),
 * EVP_DigestSignInit(3) and EVP_DigestVerifyInit(3).
 */
final class OpenSsl implements Ed25519 {

  private static final String LIBRARY = "libcrypto.so.3";

  /** See openssl/obj_mac.h. */
  private static final int ED25519 = 1087;

  private static final int KEY_LENGTH = 32;

  /** See RFC 8032, section 7.1, test 3. */
  private static final String[] TEST = {
    "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
    "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
    "af82",
    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
  };

  private static final Cleaner CLEANER = Cleaner.create();

  private OpenSsl() {}

  /** OpenSSL, if it is installed and its rules, such as those of FIPS, let it sign. */
  static Optional<Ed25519> find() {
    try {
      // A size_t is a Java long only there.
      return Native.SIZE_T_SIZE == Long.BYTES && isRight()
          ? Optional.of(new OpenSsl())
          : Optional.empty();
    } catch (LinkageError | IllegalStateException e) {
      return Optional.empty();
    }
  }

  private static boolean isRight() {
    byte[] content = HexFormat.of().parseHex(TEST[2]);
    byte[] signature = HexFormat.of().parseHex(TEST[3]);
    Key own = Key.ofPrivate(HexFormat.of().parseHex(TEST[0]));
    return Arrays.equals(sign(new SigningContext(own), content), signature)
        && isSignature(Key.ofPublic(HexFormat.of().parseHex(TEST[1])), content, signature);
  }

  /** Functions of the library; addresses are {@code long}, 0 is NULL. */
  private static final class Calls {
    static {
      Native.register(Calls.class, LIBRARY);
    }

    private Calls() {}

    static native long EVP_PKEY_new_raw_private_key(int type, long engine, byte[] key, long size);

    static native long EVP_PKEY_new_raw_public_key(int type, long engine, byte[] key, long size);

    static native void EVP_PKEY_free(long key);

    static native long EVP_MD_CTX_new();

    static native void EVP_MD_CTX_free(long context);

    static native int EVP_DigestSignInit(
        long context, long keyContext, long digest, long engine, long key);

    static native int EVP_MD_CTX_copy_ex(long to, long from);

    static native int EVP_DigestSign(
        long context, byte[] signature, long[] size, byte[] content, long contentSize);

    static native int EVP_DigestVerifyInit(
        long context, long keyContext, long digest, long engine, long key);

    static native int EVP_DigestVerify(
        long context, byte[] signature, long size, byte[] content, long contentSize);

    static native void ERR_clear_error();
  }

  /** A key in the memory of the library, which is freed when nobody has it any more. */
  private static final class Key {

    private final long address;

    private Key(long address, String what) {
      need(address != 0, "take a " + what + " key");
      this.address = address;
      var unused = CLEANER.register(this, () -> Calls.EVP_PKEY_free(address));
    }

    static Key ofPrivate(byte[] raw) {
      return new Key(Calls.EVP_PKEY_new_raw_private_key(ED25519, 0, raw, raw.length), "private");
    }

    static Key ofPublic(byte[] raw) {
      return new Key(Calls.EVP_PKEY_new_raw_public_key(ED25519, 0, raw, raw.length), "public");
    }
  }

  /** A context of which each signature takes a copy: to begin one looks up many names. */
  private static final class SigningContext {

    private final long address;

    SigningContext(Key key) {
      long made = context();
      this.address = made;
      var unused = CLEANER.register(this, () -> Calls.EVP_MD_CTX_free(made));
      try {
        need(Calls.EVP_DigestSignInit(made, 0, 0, 0, key.address) == 1, "prepare to sign");
      } finally {
        // The context has a share in the key from now on.
        Reference.reachabilityFence(key);
      }
    }
  }

  @Override
  public Signing signing(PrivateKey key) {
    byte[] raw = ((EdECPrivateKey) key).getBytes().orElseThrow();
    Key own = Key.ofPrivate(raw);
    Arrays.fill(raw, (byte) 0);
    SigningContext prepared = new SigningContext(own);
    return content -> sign(prepared, content);
  }

  @Override
  public Checking checking(PublicKey key) {
    byte[] encoded = key.getEncoded();
    Key own =
        Key.ofPublic(Arrays.copyOfRange(encoded, encoded.length - KEY_LENGTH, encoded.length));
    return (content, signature) -> isSignature(own, content, signature);
  }

  private static byte[] sign(SigningContext prepared, byte[] content) {
    long context = context();
    try {
      byte[] signature = new byte[LENGTH];
      long[] size = {LENGTH};
      need(
          Calls.EVP_MD_CTX_copy_ex(context, prepared.address) == 1
              && Calls.EVP_DigestSign(context, signature, size, content, content.length) == 1,
          "sign");
      return signature;
    } finally {
      Reference.reachabilityFence(prepared);
      Calls.EVP_MD_CTX_free(context);
    }
  }

  private static boolean isSignature(Key key, byte[] content, byte[] signature) {
    long context = context();
    try {
      need(Calls.EVP_DigestVerifyInit(context, 0, 0, 0, key.address) == 1, "check a signature");
      int answer =
          Calls.EVP_DigestVerify(context, signature, signature.length, content, content.length);
      if (answer != 1) {
        Calls.ERR_clear_error();
      }
      return answer == 1;
    } finally {
      Reference.reachabilityFence(key);
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
