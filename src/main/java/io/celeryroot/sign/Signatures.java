// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.sign;

import io.celeryroot.config.security.Security;
import io.celeryroot.config.security.Signer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;

/** Signs bytes with one key, and checks those of others by the signers of cl.yaml. Thread-safe. */
final class Signatures {

  private static final String FORM = "celeryroot signature 1";

  private final Security security;
  private final Optional<SigningKey> key;
  private final Path keyFile;
  private final InstantSource clock;
  private final Map<String, List<Ed25519.Checking>> checking = new ConcurrentHashMap<>();
  private final AtomicReference<Ed25519.Signing> signing = new AtomicReference<>();
  private final SecureRandom random = new SecureRandom();

  Signatures(Security security, Optional<SigningKey> key, Path keyFile, InstantSource clock) {
    this.security = security;
    this.key = key;
    this.keyFile = keyFile;
    this.clock = clock;
  }

  /** The key of this process; empty: it can only read. */
  Optional<SigningKey> key() {
    return key;
  }

  /**
   * The key of this process.
   *
   * @throws KeyUnusable no key
   */
  SigningKey needKey() {
    return key.orElseThrow(
        () ->
            new KeyUnusable(
                "security.signing is \"require\", so cl signs all that it writes (\"unsigned\" of a role"
                    + " is for other clients), and there is no private key at "
                    + keyFile,
                "cl keys new ID, and the lines that it prints into cl.yaml of all hosts"));
  }

  Instant now() {
    return clock.instant();
  }

  /** The time of a signature. */
  Instant issued() {
    return now().truncatedTo(ChronoUnit.MILLIS);
  }

  byte[] random(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  /** The first bytes of all that is signed of a kind of thing at this site. */
  SignedBytes of(String kind) {
    return new SignedBytes().text(FORM).text(kind).text(security.site());
  }

  /** The first bytes of something that is signed, with its signer and time. */
  SignedBytes of(String kind, String signer, Instant issued) {
    return of(kind).text(signer).text(String.valueOf(issued.toEpochMilli()));
  }

  /**
   * Signs bytes.
   *
   * @throws KeyUnusable no key
   */
  String sign(SignedBytes content) {
    Ed25519.Signing first = signing.get();
    if (first == null) {
      signing.compareAndSet(null, FastestEd25519.FOUND.signing(needKey().privateKey()));
      first = signing.get();
    }
    byte[] signature = first.sign(content.toByteArray());
    return Base64.getEncoder().withoutPadding().encodeToString(signature);
  }

  boolean isSignature(Signer signer, SignedBytes content, String signature) {
    byte[] signed = content.toByteArray();
    byte[] bytes = Base64.getDecoder().decode(signature);
    return checking(signer).stream().anyMatch(key -> key.isSignature(signed, bytes));
  }

  private List<Ed25519.Checking> checking(Signer signer) {
    return checking.computeIfAbsent(
        signer.id(),
        id -> signer.publicKeys().stream().map(key -> FastestEd25519.FOUND.checking(key)).toList());
  }

  /**
   * Judges something that has a signature.
   *
   * @param id of its signer
   * @param isSignature whether the signature is that of a signer
   * @param objection to the signer, whose signature is right; empty: none
   */
  SealVerdict judge(
      String id,
      Instant issued,
      Predicate<Signer> isSignature,
      Function<Signer, Optional<String>> objection) {
    Signer signer = security.signers().get(id);
    if (signer == null) {
      return SealVerdict.forged("signed by \"" + id + "\", who is not one of the signers");
    }
    if (signer.hasEnded(now())) {
      return SealVerdict.forged("not_after of signer \"" + signer.id() + "\" has passed");
    }
    if (issued.isAfter(now().plus(Seal.CLOCK_SKEW))) {
      return SealVerdict.forged("signed at " + issued + ", which is yet to come");
    }
    if (!isSignature.test(signer)) {
      return SealVerdict.forged("signature of \"" + signer.id() + "\" does not fit");
    }
    return objection
        .apply(signer)
        .map(SealVerdict::forged)
        .orElseGet(() -> SealVerdict.signed(issued));
  }
}
