// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.sign;

import io.celeryroot.config.security.Signer;
import io.celeryroot.text.Sha256;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Signatures that several things share, each of which is used once. Thread-safe. */
public final class BatchSeals {

  /** The kind of a root, which no thing has. */
  private static final String TREE = "tree";

  private final Signatures signatures;
  private final CheckedTrees checked = new CheckedTrees();

  BatchSeals(Signatures signatures) {
    this.signatures = signatures;
  }

  /**
   * A thing that is used once.
   *
   * @param id of the thing, which no other thing of the kind has at this site
   * @param content adds the fields of the thing
   */
  public record Thing(String id, Consumer<SignedBytes> content) {}

  /** The number of a thing, the same whoever signs it and how often. */
  public String nonce(String kind, String id) {
    byte[] digest = Sha256.digest().digest(signatures.of(kind).text(id).toByteArray());
    return HexFormat.of().formatHex(digest, 0, Seal.NONCE_BYTES);
  }

  /**
   * Signs things with one signature.
   *
   * @param kind of the things, which no other kind of thing has
   * @return in their order
   * @throws KeyUnusable no key
   */
  public List<BatchSeal> sealAll(String kind, List<Thing> things) {
    String signer = signatures.needKey().signer();
    Instant issued = signatures.issued();
    List<byte[]> salts = new ArrayList<>();
    List<byte[]> leaves = new ArrayList<>();
    for (Thing thing : things) {
      byte[] salt = signatures.random(BatchSeal.SALT_BYTES);
      salts.add(salt);
      leaves.add(HashTree.leaf(salt, content(kind, signer, issued, thing)));
    }
    HashTree tree = new HashTree(leaves);
    String signature = signatures.sign(root(signer, issued, things.size(), tree.root()));
    return IntStream.range(0, things.size())
        .mapToObj(
            i ->
                new BatchSeal(
                    signer,
                    issued,
                    signature,
                    BatchSeal.base64(salts.get(i)),
                    i,
                    things.size(),
                    BatchSeal.base64(tree.path(i))))
        .toList();
  }

  /**
   * Judges one of several things that share a signature, which is checked once for all of them.
   *
   * @param objection to the signer, whose signature is right; empty: none
   */
  public SealVerdict judge(
      String kind, BatchSeal seal, Thing thing, Function<Signer, Optional<String>> objection) {
    return signatures.judge(
        seal.signer(),
        seal.issued(),
        signer -> isSigned(signer, seal, content(kind, seal.signer(), seal.issued(), thing)),
        objection);
  }

  private boolean isSigned(Signer signer, BatchSeal seal, byte[] content) {
    Optional<HashPath> known = checked.path(seal);
    Optional<HashPath> path =
        seal.path(content, known)
            .filter(
                found ->
                    known.filter(found::hasRootOf).isPresent()
                        || signatures.isSignature(signer, root(seal, found), seal.signature()));
    path.ifPresent(found -> checked.put(seal, found));
    return path.isPresent();
  }

  private byte[] content(String kind, String signer, Instant issued, Thing thing) {
    SignedBytes bytes = signatures.of(kind, signer, issued).text(nonce(kind, thing.id()));
    thing.content().accept(bytes);
    return bytes.toByteArray();
  }

  private SignedBytes root(BatchSeal seal, HashPath path) {
    return root(seal.signer(), seal.issued(), seal.size(), path.root());
  }

  private SignedBytes root(String signer, Instant issued, int size, byte[] root) {
    return signatures
        .of(TREE, signer, issued)
        .text(String.valueOf(size))
        .text(BatchSeal.base64(root));
  }
}
