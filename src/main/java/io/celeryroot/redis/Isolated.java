// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.redis;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Does the parts of a round apart from each other: a key that holds a value of another type,
 * written by somebody else, stops nothing but the part that it belongs to. Every other failure
 * stops the round. Thread-safe.
 */
public final class Isolated {

  private final Consumer<QueueUnavailable> onSpoiledKey;

  /**
   * @param onSpoiledKey is told of each key that holds a foreign value
   */
  public Isolated(Consumer<QueueUnavailable> onSpoiledKey) {
    this.onSpoiledKey = onSpoiledKey;
  }

  /**
   * Does one part.
   *
   * @return false: a key of it is spoiled
   * @throws QueueUnavailable Redis is of no use at all
   */
  public boolean run(Runnable part) {
    return get(() -> {
          part.run();
          return true;
        })
        .isPresent();
  }

  /**
   * Asks for one part.
   *
   * @return what {@code part} gave; empty: a key of it is spoiled
   * @throws QueueUnavailable Redis is of no use at all
   */
  public <T> Optional<T> get(Supplier<T> part) {
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
