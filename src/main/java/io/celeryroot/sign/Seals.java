// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.sign;

import io.celeryroot.config.security.Security;
import io.celeryroot.config.security.Signer;
import io.celeryroot.config.security.Signing;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The signatures of one process at one site: signs with its own key, and judges what it reads by
 * the signers of its own cl.yaml. Thread-safe.
 *
 * <p>Signed are the version of the form, the kind of thing, the site, the signer, the time, the
 * nonce, and then the fields of the thing.
 */
public final class Seals {

  /** Signs nothing and asks for no signature. */
  public static final Seals NONE =
      new Seals(Security.NONE, Optional.empty(), Path.of(""), InstantSource.system());

  private final Security security;
  private final Signatures signatures;
  private final BatchSeals batches;
  private final SeenOrders seen;
  private final Optional<Counters> counters;

  /**
   * @param key of this process; empty: it can only read
   * @param keyFile where the key should be, for messages
   * @param clock of this host: that of Redis is its owner's
   */
  public Seals(Security security, Optional<SigningKey> key, Path keyFile, InstantSource clock) {
    this(security, key, keyFile, clock, new SeenOrders(Optional.empty()), Optional.empty());
  }

  private Seals(
      Security security,
      Optional<SigningKey> key,
      Path keyFile,
      InstantSource clock,
      SeenOrders seen,
      Optional<Counters> counters) {
    this.security = security;
    this.signatures = new Signatures(security, key, keyFile, clock);
    this.batches = new BatchSeals(signatures);
    this.seen = seen;
    this.counters = counters;
  }

  /**
   * Reads the key of this process, if anything is to be signed.
   *
   * @param env environment of the process
   * @throws KeyUnusable the file is there and must not be used, or its key is not one of cl.yaml
   */
  public static Seals open(Security security, Map<String, String> env) {
    if (security.signing() == Signing.OFF) {
      return NONE;
    }
    Path file = SigningPlaces.keyFile(security, env);
    Optional<SigningKey> key = KeyFile.read(file);
    key.filter(own -> !isListed(security, own))
        .ifPresent(
            own -> {
              throw new KeyUnusable(
                  file + ": its key is not one of signer \"" + own.signer() + "\" in cl.yaml",
                  "write below security.signers: %s: {key: \"%s\"}"
                      .formatted(own.signer(), own.publicKey()));
            });
    SeenOrders seen = new SeenOrders(Optional.of(SigningPlaces.orders(security, env)));
    Counters counters = new Counters(SigningPlaces.counters(env));
    return new Seals(security, key, file, InstantSource.system(), seen, Optional.of(counters));
  }

  /** Judges what is read, for a part of a process that writes nothing. */
  public static Seals reading(Security security) {
    return new Seals(security, Optional.empty(), Path.of(""), InstantSource.system());
  }

  private static boolean isListed(Security security, SigningKey own) {
    return Optional.ofNullable(security.signers().get(own.signer()))
        .filter(signer -> signer.keys().contains(own.publicKey()))
        .isPresent();
  }

  /** Returns true if signatures mean nothing here. */
  public boolean isOff() {
    return security.signing() == Signing.OFF;
  }

  /** Returns true if what is not signed counts as absent. */
  public boolean isRequired() {
    return security.signing() == Signing.REQUIRE;
  }

  /** Returns true if this process signs what it writes. */
  public boolean signs() {
    return !isOff() && (isRequired() || signatures.key().isPresent());
  }

  /** The signatures that several things share. */
  public BatchSeals batches() {
    return batches;
  }

  /** The orders that this host has seen. */
  public SeenOrders seen() {
    return seen;
  }

  /** The numbers that this account gives on this host; empty: it keeps none. */
  public Optional<Counters> counters() {
    return counters;
  }

  /** The name of a thing among those of all sites, whose orders a host may remember in one file. */
  public String ofSite(String thing) {
    return security.site() + " " + thing;
  }

  /** ID of the signer of this process. */
  public Optional<String> signer() {
    return signatures.key().map(SigningKey::signer);
  }

  /** This host's clock. */
  public Instant now() {
    return signatures.now();
  }

  /** Time at which a signed job ends that has no other end. */
  public Instant expiry() {
    return now().plus(security.validFor()).truncatedTo(ChronoUnit.MILLIS);
  }

  /**
   * Checks that the process can sign.
   *
   * @throws KeyUnusable signatures are required, and it has no key
   */
  public void needKey() {
    if (isRequired()) {
      signatures.needKey();
    }
  }

  /**
   * Checks that what this process signs counts.
   *
   * @param right of its signer to do something
   * @param lack what it may do otherwise, such as {@code give no orders}
   * @throws KeyUnusable signatures are required, and it has no key, or one that does not count
   */
  public void needSigner(Predicate<Signer> right, String lack) {
    if (!isRequired()) {
      return;
    }
    String id = signatures.needKey().signer();
    Signer own = security.signers().get(id);
    if (own == null || own.hasEnded(now())) {
      throw new KeyUnusable(
          own == null
              ? "signer \"" + id + "\" is not one of cl.yaml"
              : "not_after of signer \"" + id + "\" has passed",
          "cl keys new ID, and the lines that it prints into cl.yaml of all hosts");
    }
    if (!right.test(own)) {
      throw new KeyUnusable(
          "signer \"" + id + "\" may " + lack,
          "add roles or tasks to security.signers."
              + id
              + ", or use a key of your own: cl keys new ID");
    }
  }

  /**
   * Signs a thing.
   *
   * @param kind of the thing, which no other kind of thing has
   * @param content adds the fields of the thing
   * @throws KeyUnusable no key
   */
  public Seal seal(String kind, Consumer<SignedBytes> content) {
    String signer = signatures.needKey().signer();
    Instant issued = signatures.issued();
    String nonce = HexFormat.of().formatHex(signatures.random(Seal.NONCE_BYTES));
    String signature = signatures.sign(bytes(kind, signer, issued, nonce, content));
    return new Seal(signer, issued, nonce, signature);
  }

  /**
   * Judges a thing.
   *
   * @param seal empty: it has none
   * @param objection to the signer, whose signature is right; empty: none
   */
  public SealVerdict judge(
      String kind,
      Optional<Seal> seal,
      Consumer<SignedBytes> content,
      Function<Signer, Optional<String>> objection) {
    if (seal.isEmpty()) {
      return SealVerdict.UNSIGNED;
    }
    Seal found = seal.get();
    return signatures.judge(
        found.signer(),
        found.issued(),
        signer -> isSignature(signer, kind, found, content),
        objection);
  }

  private boolean isSignature(
      Signer signer, String kind, Seal seal, Consumer<SignedBytes> content) {
    return signatures.isSignature(
        signer, bytes(kind, seal.signer(), seal.issued(), seal.nonce(), content), seal.signature());
  }

  private SignedBytes bytes(
      String kind, String signer, Instant issued, String nonce, Consumer<SignedBytes> content) {
    SignedBytes bytes = signatures.of(kind, signer, issued).text(nonce);
    content.accept(bytes);
    return bytes;
  }
}
