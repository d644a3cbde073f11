// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.trace;

import io.celeryroot.job.Target;
import java.util.Optional;

/** A note about a job that an operator has moved: {@code QUEUE HOST}, or {@code QUEUE} for any. */
public final class MovedNote {

  private MovedNote() {}

  /** Writes a note that a job waits for a target. */
  public static String write(Target target) {
    return target.queue() + target.host().map(host -> " " + host).orElse("");
  }

  /**
   * Reads a note.
   *
   * @param note null: there is none
   * @param before the target for which the job was made
   * @return where the job is now; empty without a note
   */
  static Optional<Target> read(String note, Target before) {
    if (note == null) {
      return Optional.empty();
    }
    int space = note.indexOf(' ');
    return Optional.of(
        space < 0
            ? new Target(before.role(), note, Optional.empty())
            : new Target(
                before.role(), note.substring(0, space), Optional.of(note.substring(space + 1))));
  }
}
