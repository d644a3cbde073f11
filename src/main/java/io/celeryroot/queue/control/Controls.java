// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.control;

import io.celeryroot.job.Keys;
import io.celeryroot.job.sign.OrderSeal;
import io.celeryroot.queue.control.ControlOrder.Kind;
import io.celeryroot.redis.Redis;
import io.celeryroot.sign.Seals;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The orders of operators in Redis. Thread-safe. */
public final class Controls {

  private static final String KIND = "control ";

  private final Redis redis;

  public Controls(Redis redis) {
    this.redis = redis;
  }

  /** All orders that hold; where signatures are required, those that are signed. */
  public ControlState read() {
    Map<String, String> believed =
        new LinkedHashMap<>(
            redis.call("reading the orders of operators", j -> j.hgetAll(Keys.CONTROL)));
    Seals seals = redis.seals();
    if (seals.isRequired()) {
      List<String> present =
          believed.keySet().stream().map(field -> seals.ofSite(about(field))).toList();
      seals.seen().onlyAbout(seals.ofSite(KIND), present);
      believed.entrySet().removeIf(order -> !holds(seals, order.getKey(), order.getValue()));
    }
    return ControlState.of(believed);
  }

  private static boolean holds(Seals seals, String field, String text) {
    return OrderSeal.readLasting(seals, about(field), Optional.of(text)).isPresent();
  }

  private static String about(String field) {
    return KIND + field;
  }

  /**
   * Gives an order, in the place of the one about the same thing, and tells all processes.
   *
   * @throws io.celeryroot.sign.KeyUnusable orders of this process do not count; nothing was done
   */
  public void give(ControlOrder order) {
    OrderSeal.needRight(redis.seals());
    String field = ControlOrder.field(order.kind(), order.name());
    String text = OrderSeal.seal(redis.seals(), about(field), order.toJson());
    redis.call("giving an order about " + field, j -> j.hset(Keys.CONTROL, field, text));
    tell();
  }

  /**
   * Takes an order back and tells all processes.
   *
   * @return the order that held; empty: none
   * @throws io.celeryroot.sign.KeyUnusable orders of this process do not count; nothing was done
   */
  public Optional<ControlOrder> takeBack(Kind kind, String name) {
    OrderSeal.needRight(redis.seals());
    String field = ControlOrder.field(kind, name);
    ControlState held = read();
    Optional<ControlOrder> old = kind == Kind.QUEUE ? held.queue(name) : held.host(name);
    redis.call("taking back the order about " + field, j -> j.hdel(Keys.CONTROL, field));
    tell();
    return old;
  }

  /** Makes all processes look again, at orders and workflows; the message itself says nothing. */
  public void tell() {
    redis.call("telling of an order", j -> j.publish(Keys.CONTROL, "look"));
  }
}
