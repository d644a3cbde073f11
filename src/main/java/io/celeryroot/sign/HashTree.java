// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.sign;

import io.celeryroot.text.Sha256;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * A tree of SHA-256 over a list of leaves. A leaf hashes 0 and its content, a node 1 and its two
 * children; the last of an odd number goes up as it is. A path has the hashes that lead from a leaf
 * to the root, one behind the other.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9162#section-2.1">Merkle Trees</a>
 */
final class HashTree {

  static final int LENGTH = 32;

  private static final byte LEAF = 0;
  private static final byte NODE = 1;

  private final List<List<byte[]>> levels = new ArrayList<>();

  /**
   * @param leaves one or more, as {@link #leaf} makes them
   */
  HashTree(List<byte[]> leaves) {
    MessageDigest digest = Sha256.digest();
    levels.add(leaves);
    for (List<byte[]> level = leaves; level.size() > 1; levels.add(level)) {
      level = above(level, digest);
    }
  }

  private static List<byte[]> above(List<byte[]> level, MessageDigest digest) {
    List<byte[]> nodes = new ArrayList<>();
    for (int i = 0; i < level.size(); i += 2) {
      nodes.add(i + 1 < level.size() ? node(digest, level.get(i), level.get(i + 1)) : level.get(i));
    }
    return nodes;
  }

  byte[] root() {
    return levels.get(levels.size() - 1).get(0);
  }

  byte[] path(int leaf) {
    ByteArrayOutputStream path = new ByteArrayOutputStream();
    int i = leaf;
    for (List<byte[]> level : levels) {
      int sibling = i ^ 1;
      if (sibling < level.size()) {
        path.writeBytes(level.get(sibling));
      }
      i /= 2;
    }
    return path.toByteArray();
  }

  static byte[] leaf(byte[] salt, byte[] content) {
    return hash(Sha256.digest(), LEAF, salt, content);
  }

  /** The node above two others. */
  static byte[] node(MessageDigest digest, byte[] left, byte[] right) {
    return hash(digest, NODE, left, right);
  }

  private static byte[] hash(MessageDigest digest, byte kind, byte[] first, byte[] second) {
    digest.update(kind);
    digest.update(first);
    digest.update(second);
    return digest.digest();
  }
}
