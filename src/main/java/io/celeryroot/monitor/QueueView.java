// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor;

import io.celeryroot.config.Role;
import io.celeryroot.queue.control.ControlOrder;
import io.celeryroot.queue.line.QueueDepth;
import java.util.List;
import java.util.Optional;

/**
 * The queue of a role.
 *
 * @param role owner of the queue
 * @param lists list of the role and those of its hosts
 * @param dead number of dead letters
 * @param order of an operator about the queue; empty: none
 * @param foreign names of Celery's workers that take its jobs; empty: none, or nobody asked
 */
public record QueueView(
    Role role,
    List<QueueDepth> lists,
    int dead,
    Optional<ControlOrder> order,
    List<String> foreign) {

  public QueueView {
    lists = List.copyOf(lists);
    foreign = List.copyOf(foreign);
  }

  /** Returns the names of its Redis lists. */
  public List<String> listNames() {
    return lists.stream().map(QueueDepth::list).toList();
  }

  /** Returns the view with the names of Celery's workers. */
  public QueueView servedBy(List<String> workers) {
    return new QueueView(role, lists, dead, order, workers);
  }
}
