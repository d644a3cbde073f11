// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.notify;

import io.celeryroot.job.notify.Notice;
import java.util.Optional;

/** Sends one message to its receiver. */
@FunctionalInterface
public interface Delivery {

  /**
   * Sends a message, on a thread that may be interrupted when it takes too long.
   *
   * @return the reason why it could not be sent, without secrets; empty: it arrived
   */
  Optional<String> send(Notice notice);
}
