// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.sign;

import io.celeryroot.text.Sha256;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/**
 * The way from a leaf of a {@link HashTree} to the root: the nodes on it, and those beside them. A
 * right root proves each of these nodes, at its place. Immutable.
 */
final class HashPath {

  private final int index;
  private final int size;

  /** One for each level, from the leaf to the root. */
  private final byte[][] nodes;

  /** One for each level below the root; null: the node is the last of an odd number. */
  private final byte[][] siblings;

  private HashPath(int index, int size) {
    this.index = index;
    this.size = size;
    int height = Integer.SIZE - Integer.numberOfLeadingZeros(size - 1);
    this.nodes = new byte[height + 1][];
    this.siblings = new byte[height][];
  }

  /**
   * The path of a leaf.
   *
   * @param index of the leaf, from 0
   * @param size number of leaves
   * @param hashes that are beside the path, one behind the other
   * @return empty: a leaf at this place of such a tree has no path of this length
   */
  static Optional<HashPath> of(byte[] leaf, int index, int size, byte[] hashes) {
    return index < size && hashes.length == length(index, size)
        ? new HashPath(index, size).climb(leaf, hashes, Optional.empty())
        : Optional.empty();
  }

  /**
   * The path of another leaf of this tree, which is hashed as far as the first place that is on
   * this path or beside it.
   *
   * @return empty: at that place it has another hash, or it has no path of this length
   */
  Optional<HashPath> meeting(byte[] leaf, int other, byte[] hashes) {
    return other < size && hashes.length == length(other, size)
        ? new HashPath(other, size).climb(leaf, hashes, Optional.of(this))
        : Optional.empty();
  }

  /** Number of bytes that are beside a path. */
  private static int length(int index, int size) {
    int length = 0;
    for (int i = index, count = size; count > 1; i /= 2, count = (count + 1) / 2) {
      length += (i ^ 1) < count ? HashTree.LENGTH : 0;
    }
    return length;
  }

  private Optional<HashPath> climb(byte[] leaf, byte[] hashes, Optional<HashPath> known) {
    MessageDigest digest = Sha256.digest();
    nodes[0] = leaf;
    int used = 0;
    for (int level = 0, i = index, count = size; ; level++, i /= 2, count = (count + 1) / 2) {
      if (known.isPresent() && known.get().isNear(level, i)) {
        return goOn(level, i, known.get());
      }
      if (level == siblings.length) {
        return Optional.of(this);
      }
      nodes[level + 1] = nodes[level];
      if ((i ^ 1) < count) {
        byte[] sibling = Arrays.copyOfRange(hashes, used, used + HashTree.LENGTH);
        used += HashTree.LENGTH;
        siblings[level] = sibling;
        nodes[level + 1] =
            i % 2 == 0
                ? HashTree.node(digest, nodes[level], sibling)
                : HashTree.node(digest, sibling, nodes[level]);
      }
    }
  }

  /** Returns true if a place is on this path or beside it. */
  private boolean isNear(int level, int i) {
    return ((index >> level) ^ i) <= 1;
  }

  /** Takes the rest of another path, if it has the same hash at a place. */
  private Optional<HashPath> goOn(int level, int i, HashPath known) {
    boolean isOn = (known.index >> level) == i;
    byte[] there = isOn ? known.nodes[level] : known.siblings[level];
    if (!Arrays.equals(there, nodes[level])) {
      return Optional.empty();
    }
    System.arraycopy(known.nodes, level + 1, nodes, level + 1, nodes.length - level - 1);
    System.arraycopy(known.siblings, level, siblings, level, siblings.length - level);
    if (!isOn) {
      siblings[level] = known.nodes[level];
    }
    return Optional.of(this);
  }

  byte[] root() {
    return nodes[nodes.length - 1];
  }

  boolean hasRootOf(HashPath other) {
    return Arrays.equals(root(), other.root());
  }
}
