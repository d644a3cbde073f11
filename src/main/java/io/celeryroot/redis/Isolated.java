// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.redis;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Does the parts of a round apart from each other: a key that holds a value of another type,
 * written by somebody else, stops nothing but the part it is of. Every other failure stops the
 * round.
 */
public final class Isolated {

  private Isolated() {}

  /**
   * Does one part.
   *
   * @param onSpoiledKey is told when a key held what is not ours
   * @return whether the part was done
   * @throws QueueUnavailable Redis is of no use at all
   */
  public static boolean run(Runnable part, Consumer<QueueUnavailable> onSpoiledKey) {
    return get(
            () -> {
              part.run();
              return true;
            },
            onSpoiledKey)
        .isPresent();
  }

  /**
   * Asks for one part.
   *
   * @param onSpoiledKey is told when a key held what is not ours
   * @return what {@code part} gave; empty: a key of it is spoiled
   * @throws QueueUnavailable Redis is of no use at all
   */
  public static <T> Optional<T> get(Supplier<T> part, Consumer<QueueUnavailable> onSpoiledKey) {
    try {
      return Optional.of(part.get());
    } catch (QueueUnavailable e) {
      if (!e.isWrongType()) {
        throw e;
      }
      onSpoiledKey.accept(e);
      return Optional.empty();
    }
  }
}
