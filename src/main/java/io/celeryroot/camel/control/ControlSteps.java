// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel.control;

import io.celeryroot.monitor.health.RedisAvailability;
import io.celeryroot.queue.control.ControlWatch;
import io.celeryroot.redis.QueueUnavailable;
import org.apache.camel.Exchange;

/** The bean {@code celeryrootControl}: takes note of the orders of operators. Thread-safe. */
public final class ControlSteps {

  private final ControlWatch watch;
  private final ControlChannel channel;
  private final RedisAvailability availability;

  /**
   * @param channel brings the messages
   */
  public ControlSteps(ControlWatch watch, ControlChannel channel, RedisAvailability availability) {
    this.watch = watch;
    this.channel = channel;
    this.availability = availability;
  }

  /** Route step: reads the orders, since a message says that they have changed. */
  public void read(Exchange exchange) {
    watch.heard();
    exchange.getMessage().setBody(null);
  }

  /** Reads the orders if the last look was long ago; a failure is told and changes nothing. */
  public void lookIfOld() {
    try {
      if (watch.lookIfOld()) {
        // No message told of it, so the connection that listens may be dead.
        channel.renew();
      }
    } catch (QueueUnavailable e) {
      availability.failed(e);
    }
  }
}
