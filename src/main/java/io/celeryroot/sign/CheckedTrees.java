// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.sign;

import io.celeryroot.text.BoundedMap;
import java.util.Map;
import java.util.Optional;

/**
 * The last of the trees whose signatures this process has found right, each with the path that was
 * checked last: the next thing of a batch needs no second check, and few hashes. Thread-safe.
 */
final class CheckedTrees {

  static final int MOST = 1000;

  private final Map<String, Checked> bySignature = new BoundedMap<>(MOST);

  /** All that a signature of a root is about, beside the root. */
  private record Checked(String signer, long issued, int size, HashPath path) {

    boolean isOf(BatchSeal seal) {
      return size == seal.size()
          && issued == seal.issued().toEpochMilli()
          && signer.equals(seal.signer());
    }
  }

  /** A path through the tree of a seal, to its root; empty: its signature is to be checked. */
  synchronized Optional<HashPath> path(BatchSeal seal) {
    return Optional.ofNullable(bySignature.get(seal.signature()))
        .filter(checked -> checked.isOf(seal))
        .map(Checked::path);
  }

  /** Remembers a path to a root that the signature of a seal was found to be right for. */
  synchronized void put(BatchSeal seal, HashPath path) {
    bySignature.put(
        seal.signature(),
        new Checked(seal.signer(), seal.issued().toEpochMilli(), seal.size(), path));
  }
}
