// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.sign;

import io.celeryroot.config.security.Security;
import io.celeryroot.config.security.Signer;
import io.celeryroot.config.security.Signing;
import io.celeryroot.text.Sha256;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * The signatures of one process at one site: signs with its own key, and judges what it reads by
 * the signers of its own cl.yaml. Thread-safe.
 *
 * <p>Signed are the version of the form, the kind of thing, the site, the signer, the time, the
 * nonce, and then the fields of the thing.
 */
public final class Seals {

  /** Largest difference between the clocks of two hosts. */
  public static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

  /** Signs nothing and asks for no signature. */
  public static final Seals NONE =
      new Seals(Security.NONE, Optional.empty(), Path.of(""), InstantSource.system());

  private static final String FORM = "celeryroot signature 1";
  private static final int NONCE_BYTES = 16;

  /** The kind of a root, which no thing has. */
  private static final String TREE = "tree";

  private final Security security;
  private final Optional<SigningKey> key;
  private final Path keyFile;
  private final InstantSource clock;
  private final Map<String, List<Ed25519.Checking>> checking = new ConcurrentHashMap<>();
  private final AtomicReference<Ed25519.Signing> signing = new AtomicReference<>();
  private final SecureRandom random = new SecureRandom();
  private final CheckedTrees checked = new CheckedTrees();
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
    this.seen = seen;
    this.counters = counters;
    this.security = security;
    this.key = key;
    this.keyFile = keyFile;
    this.clock = clock;
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
    return !isOff() && (isRequired() || key.isPresent());
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
    return key.map(SigningKey::signer);
  }

  /** This host's clock. */
  public Instant now() {
    return clock.instant();
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
      key();
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
    String id = key().signer();
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

  private SigningKey key() {
    return key.orElseThrow(
        () ->
            new KeyUnusable(
                "security.signing is \"require\", so cl signs all that it writes (\"unsigned\" of a role"
                    + " is for other clients), and there is no private key at "
                    + keyFile,
                "cl keys new ID, and the lines that it prints into cl.yaml of all hosts"));
  }

  /**
   * Signs a thing.
   *
   * @param kind of the thing, which no other kind of thing has
   * @param content adds the fields of the thing
   * @throws KeyUnusable no key
   */
  public Seal seal(String kind, Consumer<SignedBytes> content) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    SigningKey own = key();
    Seal unsigned =
        new Seal(
            own.signer(),
            now().truncatedTo(ChronoUnit.MILLIS),
            HexFormat.of().formatHex(nonce),
            "");
    return new Seal(
        unsigned.signer(),
        unsigned.issued(),
        unsigned.nonce(),
        sign(own, bytes(kind, unsigned, content)));
  }

  /** The number of a thing that is used once, whoever signs it and how often. */
  public String nonce(String kind, String id) {
    byte[] name =
        new SignedBytes().text(FORM).text(kind).text(security.site()).text(id).toByteArray();
    byte[] digest = Sha256.digest().digest(name);
    return HexFormat.of().formatHex(digest, 0, NONCE_BYTES);
  }

  /**
   * A thing that is used once.
   *
   * @param id of the thing, which no other thing of the kind has at this site
   * @param content adds the fields of the thing
   */
  public record Once(String id, Consumer<SignedBytes> content) {}

  /**
   * Signs things that are used once, with one signature.
   *
   * @param kind of the things, which no other kind of thing has
   * @return in their order
   * @throws KeyUnusable no key
   */
  public List<BatchSeal> sealAll(String kind, List<Once> things) {
    SigningKey own = key();
    Instant issued = now().truncatedTo(ChronoUnit.MILLIS);
    List<byte[]> salts = new ArrayList<>();
    List<byte[]> leaves = new ArrayList<>();
    for (Once thing : things) {
      byte[] salt = new byte[BatchSeal.SALT_BYTES];
      random.nextBytes(salt);
      salts.add(salt);
      leaves.add(HashTree.leaf(salt, bytes(kind, own.signer(), issued, thing)));
    }
    HashTree tree = new HashTree(leaves);
    String root = BatchSeal.base64(tree.root());
    String signature = sign(own, rootBytes(own.signer(), issued, things.size(), root));
    return IntStream.range(0, things.size())
        .mapToObj(
            i ->
                new BatchSeal(
                    own.signer(),
                    issued,
                    signature,
                    BatchSeal.base64(salts.get(i)),
                    i,
                    things.size(),
                    BatchSeal.base64(tree.path(i))))
        .toList();
  }

  /**
   * Judges a thing.
   *
   * @param seal empty: it has none
   * @param objection to the signer, whose signature is right; empty: none
   */
  public Verdict judge(
      String kind,
      Optional<Seal> seal,
      Consumer<SignedBytes> content,
      Function<Signer, Optional<String>> objection) {
    if (seal.isEmpty()) {
      return Verdict.UNSIGNED;
    }
    Seal found = seal.get();
    return judge(
        found.signer(),
        found.issued(),
        signer -> isSignature(signer, bytes(kind, found, content), found.signature()),
        objection);
  }

  /**
   * Judges one of several things that share a signature. Its signature is checked once for all of
   * them.
   *
   * @param objection to the signer, whose signature is right; empty: none
   */
  public Verdict judge(
      String kind, BatchSeal seal, Once thing, Function<Signer, Optional<String>> objection) {
    return judge(
        seal.signer(),
        seal.issued(),
        signer -> isSigned(signer, seal, bytes(kind, seal.signer(), seal.issued(), thing)),
        objection);
  }

  private boolean isSigned(Signer signer, BatchSeal seal, byte[] content) {
    Optional<HashPath> known = checked.path(seal);
    Optional<HashPath> path =
        seal.path(content, known)
            .filter(
                found ->
                    known.filter(found::hasRootOf).isPresent()
                        || isSignature(signer, rootBytes(seal, found), seal.signature()));
    path.ifPresent(found -> checked.put(seal, found));
    return path.isPresent();
  }

  private byte[] rootBytes(BatchSeal seal, HashPath path) {
    return rootBytes(seal.signer(), seal.issued(), seal.size(), BatchSeal.base64(path.root()));
  }

  private Verdict judge(
      String id,
      Instant issued,
      Predicate<Signer> isSignature,
      Function<Signer, Optional<String>> objection) {
    Signer signer = security.signers().get(id);
    if (signer == null) {
      return Verdict.forged("signed by \"" + id + "\", who is not one of the signers");
    }
    if (signer.hasEnded(now())) {
      return Verdict.forged("not_after of signer \"" + signer.id() + "\" has passed");
    }
    if (issued.isAfter(now().plus(CLOCK_SKEW))) {
      return Verdict.forged("signed at " + issued + ", which is yet to come");
    }
    if (!isSignature.test(signer)) {
      return Verdict.forged("signature of \"" + signer.id() + "\" does not fit");
    }
    return objection.apply(signer).map(Verdict::forged).orElseGet(() -> Verdict.signed(issued));
  }

  private boolean isSignature(Signer signer, byte[] content, String signature) {
    byte[] bytes = Base64.getDecoder().decode(signature);
    return checking(signer).stream().anyMatch(key -> key.isSignature(content, bytes));
  }

  private List<Ed25519.Checking> checking(Signer signer) {
    return checking.computeIfAbsent(
        signer.id(),
        id -> signer.publicKeys().stream().map(key -> FastestEd25519.FOUND.checking(key)).toList());
  }

  private String sign(SigningKey own, byte[] content) {
    Ed25519.Signing first = signing.get();
    if (first == null) {
      signing.compareAndSet(null, FastestEd25519.FOUND.signing(own.privateKey()));
      first = signing.get();
    }
    return Base64.getEncoder().withoutPadding().encodeToString(first.sign(content));
  }

  private byte[] bytes(String kind, String signer, Instant issued, Once thing) {
    return bytes(kind, new Seal(signer, issued, nonce(kind, thing.id()), ""), thing.content());
  }

  private byte[] rootBytes(String signer, Instant issued, int size, String root) {
    return new SignedBytes()
        .text(FORM)
        .text(TREE)
        .text(security.site())
        .text(signer)
        .text(String.valueOf(issued.toEpochMilli()))
        .text(String.valueOf(size))
        .text(root)
        .toByteArray();
  }

  private byte[] bytes(String kind, Seal seal, Consumer<SignedBytes> content) {
    SignedBytes bytes =
        new SignedBytes()
            .text(FORM)
            .text(kind)
            .text(security.site())
            .text(seal.signer())
            .text(String.valueOf(seal.issued().toEpochMilli()))
            .text(seal.nonce());
    content.accept(bytes);
    return bytes.toByteArray();
  }
}
