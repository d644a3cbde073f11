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
   * Reads from a note where the job is now.
   *
   * @param before the target for which the job was made
   */
  static Target read(String note, Target before) {
    int space = note.indexOf(' ');
    return space < 0
        ? new Target(before.role(), note, Optional.empty())
        : new Target(
            before.role(), note.substring(0, space), Optional.of(note.substring(space + 1)));
  }
}
