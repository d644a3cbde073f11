// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import java.util.function.Consumer;

/** Who is told of keys that hold what is not ours. */
final class SpoiledKeys {

  /** Where there should be none. */
  static final Consumer<QueueUnavailable> NONE =
      failure -> {
        throw failure;
      };

  private SpoiledKeys() {}
}
