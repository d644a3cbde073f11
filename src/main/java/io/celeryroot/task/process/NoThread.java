// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The machine gave no thread to watch a process: the limit of tasks is reached, or there is no
 * memory. Nothing was left running.
 */
public final class NoThread extends RuntimeException {

  private static final long serialVersionUID = 1L;
  private static final int MAX_CAUSES = 50;

  private NoThread(OutOfMemoryError cause) {
    super(cause.getMessage(), cause);
  }

  /**
   * Of the error by which the JVM tells it.
   *
   * @throws OutOfMemoryError the error itself, when it is about the heap
   */
  static NoThread from(OutOfMemoryError error) {
    if (!isNoThread(error)) {
      throw error;
    }
    return new NoThread(error);
  }

  /** Whether the JVM tells by this error that the machine gives no thread. */
  public static boolean isNoThread(OutOfMemoryError error) {
    return String.valueOf(error.getMessage()).contains("native thread");
  }

  /** The one among the causes of a failure. */
  public static Optional<NoThread> in(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .limit(MAX_CAUSES)
        .filter(NoThread.class::isInstance)
        .map(NoThread.class::cast)
        .findFirst();
  }
}
