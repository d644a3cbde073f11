// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.control;

import io.celeryroot.queue.control.ControlOrder.Action;
import io.celeryroot.queue.control.ControlOrder.Kind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All orders that hold.
 *
 * @param queues by name of the queue, sorted
 * @param hosts by name of the host, sorted
 */
public record ControlState(Map<String, ControlOrder> queues, Map<String, ControlOrder> hosts) {

  /** The state without orders. */
  public static final ControlState NONE = new ControlState(Map.of(), Map.of());

  public ControlState {
    queues = new LinkedHashMap<>(new TreeMap<>(queues));
    hosts = new LinkedHashMap<>(new TreeMap<>(hosts));
  }

  /** From the fields of the hash; those that are not ours are left out. */
  static ControlState of(Map<String, String> fields) {
    Map<String, ControlOrder> queues = new LinkedHashMap<>();
    Map<String, ControlOrder> hosts = new LinkedHashMap<>();
    fields.forEach(
        (field, json) ->
            ControlOrder.parse(field, json)
                .ifPresent(
                    order ->
                        (order.kind() == Kind.QUEUE ? queues : hosts).put(order.name(), order)));
    return new ControlState(queues, hosts);
  }

  /** The order about a queue. */
  public Optional<ControlOrder> queue(String name) {
    return Optional.ofNullable(queues.get(name));
  }

  /** The order about a host. */
  public Optional<ControlOrder> host(String name) {
    return Optional.ofNullable(hosts.get(name));
  }

  /** The order by which a worker claims no job of a queue; empty: it claims. */
  public Optional<ControlOrder> holdsBack(String queue, String host) {
    return host(host).or(() -> queue(queue).filter(order -> order.action() == Action.PAUSE));
  }

  /** The order by which a queue takes no new job; empty: it takes them. */
  public Optional<ControlOrder> drains(String queue) {
    return queue(queue).filter(order -> order.action() == Action.DRAIN);
  }
}
