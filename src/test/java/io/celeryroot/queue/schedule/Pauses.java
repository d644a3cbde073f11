// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.schedule;

import java.util.Optional;

/** Requests for pauses without an end or a reason. */
public final class Pauses {

  private Pauses() {}

  public static PauseRequest by(String who) {
    return new PauseRequest(Optional.empty(), who, Optional.empty());
  }
}
