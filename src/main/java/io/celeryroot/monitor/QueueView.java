// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor;

import static java.util.Objects.requireNonNull;

import io.celeryroot.config.Role;
import io.celeryroot.queue.QueueDepth;
import io.celeryroot.queue.control.ControlOrder;
import java.util.List;
import java.util.Optional;

/**
 * The queue of a role.
 *
 * @param role owner of the queue
 * @param lists list of the role and those of its hosts
 * @param dead number of dead letters
 * @param order of an operator about the queue; empty: none
 */
public record QueueView(Role role, List<QueueDepth> lists, int dead, Optional<ControlOrder> order) {

  public QueueView {
    requireNonNull(role, "role");
    lists = List.copyOf(lists);
  }
}
