// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.view;

import io.celeryroot.cli.output.Table;
import io.celeryroot.monitor.QueueView;
import io.celeryroot.queue.QueueDepth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Queues in the forms of an answer. */
public final class QueueText {

  private QueueText() {}

  public static Table table(List<QueueView> queues) {
    Table table = new Table("ROLE", "LIST", "WAITING", "DELAYED", "CLAIMED", "DEAD LETTERS");
    for (QueueView queue : queues) {
      boolean first = true;
      for (QueueDepth list : queue.lists()) {
        table.row(
            queue.role().name(),
            list.list(),
            list.waiting(),
            list.delayed(),
            list.claimed(),
            first ? queue.dead() : "");
        first = false;
      }
    }
    return table;
  }

  public static Map<String, Object> document(QueueView queue) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("role", queue.role().name());
    document.put("queue", queue.role().queue());
    document.put("waiting", queue.lists().stream().mapToLong(QueueDepth::waiting).sum());
    document.put("delayed", queue.lists().stream().mapToLong(QueueDepth::delayed).sum());
    document.put("claimed", queue.lists().stream().mapToLong(QueueDepth::claimed).sum());
    document.put("dead", queue.dead());
    document.put("lists", queue.lists().stream().map(QueueText::document).toList());
    return document;
  }

  private static Map<String, Object> document(QueueDepth list) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("list", list.list());
    document.put("waiting", list.waiting());
    document.put("delayed", list.delayed());
    document.put("claimed", list.claimed());
    return document;
  }
}
