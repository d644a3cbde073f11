// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.control;

import io.celeryroot.job.Keys;
import io.celeryroot.queue.control.ControlOrder.Kind;
import io.celeryroot.redis.Redis;
import java.util.Optional;

/** The orders of operators in Redis. Thread-safe. */
public final class Controls {

  private final Redis redis;

  /**
   * @param redis stays the caller's
   */
  public Controls(Redis redis) {
    this.redis = redis;
  }

  /** All orders that hold. */
  public ControlState read() {
    return ControlState.of(
        redis.call("reading the orders of operators", j -> j.hgetAll(Keys.CONTROL)));
  }

  /** Gives an order, in the place of the one about the same thing, and tells all processes. */
  public void give(ControlOrder order) {
    String field = ControlOrder.field(order.kind(), order.name());
    redis.call("giving an order about " + field, j -> j.hset(Keys.CONTROL, field, order.toJson()));
    tell();
  }

  /**
   * Takes an order back and tells all processes.
   *
   * @return the order that held; empty: none
   */
  public Optional<ControlOrder> takeBack(Kind kind, String name) {
    String field = ControlOrder.field(kind, name);
    Optional<ControlOrder> old =
        Optional.ofNullable(
                redis.call("reading the order about " + field, j -> j.hget(Keys.CONTROL, field)))
            .flatMap(json -> ControlOrder.parse(field, json));
    redis.call("taking back the order about " + field, j -> j.hdel(Keys.CONTROL, field));
    tell();
    return old;
  }

  /** Makes all processes look again; the message itself says nothing. */
  private void tell() {
    redis.call("telling of an order", j -> j.publish(Keys.CONTROL, "look"));
  }
}
