// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.sign;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.celeryroot.config.security.PublicKeyText;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** OpenSSL and the JDK sign the same and believe each other. */
class Ed25519Test {

  private static final HexFormat HEX = HexFormat.of();

  private final Ed25519 jdk = new JdkEd25519();
  private final SigningKey pair = SigningKey.generate("a");
  private final PublicKey publicKey = PublicKeyText.parse(pair.publicKey());

  private static Ed25519 openSsl() {
    Optional<Ed25519> found = OpenSsl.find();
    assumeTrue(found.isPresent(), "needs libcrypto.so.3");
    return found.get();
  }

  @Test
  void without_openssl_the_jdk_signs() {
    assertThat(FastestEd25519.of(Optional.empty())).isInstanceOf(JdkEd25519.class);
    assertThat(FastestEd25519.of(Optional.of(jdk))).isSameAs(jdk);
  }

  /** See RFC 8032, section 7.1, test 3. */
  @Test
  void a_test_vector_of_the_rfc_has_its_signature() throws GeneralSecurityException {
    byte[] secret =
        HEX.parseHex("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7");
    byte[] signature =
        HEX.parseHex(
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");
    PrivateKey key =
        KeyFactory.getInstance("Ed25519")
            .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, secret));

    assertThat(jdk.signing(key).sign(HEX.parseHex("af82"))).isEqualTo(signature);
    assertThat(openSsl().signing(key).sign(HEX.parseHex("af82"))).isEqualTo(signature);
  }

  @Test
  void both_sign_the_same_and_believe_each_other() {
    Ed25519 openSsl = openSsl();
    Random random = new Random(1);
    Ed25519.Signing fast = openSsl.signing(pair.privateKey());
    Ed25519.Signing slow = jdk.signing(pair.privateKey());
    for (int length : new int[] {0, 1, 63, 64, 65, 1000, 100_000}) {
      byte[] content = new byte[length];
      random.nextBytes(content);

      byte[] signature = fast.sign(content);

      assertThat(signature).hasSize(Ed25519.LENGTH).isEqualTo(slow.sign(content));
      assertThat(openSsl.checking(publicKey).isSignature(content, signature)).isTrue();
      assertThat(jdk.checking(publicKey).isSignature(content, signature)).isTrue();
    }
  }

  @Test
  void neither_believes_what_was_changed_or_cannot_be_a_signature() {
    byte[] content = "run".getBytes(UTF_8);
    byte[] signature = jdk.signing(pair.privateKey()).sign(content);
    for (Ed25519 library : new Ed25519[] {jdk, FastestEd25519.FOUND}) {
      Ed25519.Checking checking = library.checking(publicKey);
      for (int i = 0; i < signature.length; i++) {
        byte[] changed = signature.clone();
        changed[i] ^= 1;
        assertThat(checking.isSignature(content, changed)).as("byte %d", i).isFalse();
      }
      for (int length : new int[] {0, 63, 65, 1000}) {
        assertThat(checking.isSignature(content, Arrays.copyOf(signature, length))).isFalse();
      }
      assertThat(checking.isSignature("rum".getBytes(UTF_8), signature)).isFalse();
      PublicKey other = PublicKeyText.parse(SigningKey.generate("b").publicKey());
      assertThat(library.checking(other).isSignature(content, signature)).isFalse();
    }
  }

  @Test
  void many_threads_may_sign_and_check_at_once() {
    Ed25519 openSsl = openSsl();
    Ed25519.Signing signing = openSsl.signing(pair.privateKey());
    Ed25519.Checking checking = openSsl.checking(publicKey);

    assertThat(
            IntStream.range(0, 500)
                .parallel()
                .mapToObj(i -> ("job " + i).getBytes(UTF_8))
                .filter(content -> checking.isSignature(content, signing.sign(content)))
                .count())
        .isEqualTo(500);
  }
}
