// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.sign;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The last of the roots whose signatures this process has found right: the other things of a batch
 * need no second check. Thread-safe.
 */
final class CheckedRoots {

  static final int MOST = 1000;

  private final Map<Root, Boolean> right =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Root, Boolean> eldest) {
          return size() > MOST;
        }
      };

  /**
   * All that a signature of a root is about, and the signature.
   *
   * @param hash in Base64
   */
  record Root(String signer, Instant issued, int size, String hash, String signature) {}

  synchronized boolean contains(Root root) {
    return right.get(root) != null;
  }

  synchronized void add(Root root) {
    right.put(root, true);
  }
}
