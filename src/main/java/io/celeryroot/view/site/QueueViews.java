// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.view.site;

import io.celeryroot.monitor.QueueView;
import io.celeryroot.queue.DeadLetter;
import io.celeryroot.queue.control.ControlOrder;
import io.celeryroot.queue.line.QueueDepth;
import io.celeryroot.text.Printable;
import io.celeryroot.view.Cell;
import io.celeryroot.view.Colour;
import io.celeryroot.view.View;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.ToLongFunction;

/** Views of queues. */
public final class QueueViews {

  /** A list of a queue; the number of dead letters is that of the whole queue, told once. */
  private record Line(QueueView queue, QueueDepth depth, boolean isFirst) {}

  private static final View<QueueDepth> LISTS =
      new View<QueueDepth>()
          .field("list", QueueDepth::list)
          .field("waiting", QueueDepth::waiting)
          .field("delayed", QueueDepth::delayed)
          .field("claimed", QueueDepth::claimed);

  /** An order of an operator, for programs. */
  static final View<ControlOrder> ORDER =
      new View<ControlOrder>()
          .field("action", ControlOrder::action)
          .field("by", ControlOrder::by)
          .field("at", ControlOrder::at)
          .field("reason", ControlOrder::reason);

  private static final View<Line> LINES =
      new View<Line>()
          .cell("ROLE", line -> line.queue().role().name())
          .idCell("LIST", line -> line.depth().list())
          .cell("WAITING", line -> line.depth().waiting())
          .cell("DELAYED", line -> line.depth().delayed())
          .cell("CLAIMED", line -> line.depth().claimed())
          .cell("DEAD LETTERS", line -> line.isFirst() ? line.queue().dead() : "")
          .cell("STATE", line -> line.isFirst() ? QueueViews.state(line.queue()) : "");

  /** Queues with their lists; the table has a row for each list. */
  public static final View<QueueView> QUEUES =
      new View<QueueView>()
          .field("role", queue -> queue.role().name())
          .field("queue", queue -> queue.role().queue())
          .field("waiting", queue -> sum(queue, QueueDepth::waiting))
          .field("delayed", queue -> sum(queue, QueueDepth::delayed))
          .field("claimed", queue -> sum(queue, QueueDepth::claimed))
          .field("dead", QueueView::dead)
          .field("order", queue -> queue.order().map(order -> ORDER.document(order)))
          .field("foreign", QueueView::foreign)
          .field("lists", queue -> LISTS.documents(queue.lists()))
          .withTable(LINES, QueueViews::lines);

  /** Queues with a row for each, which sums up its lists. */
  public static final View<QueueView> SUMS =
      new View<QueueView>()
          .cell("ROLE", queue -> queue.role().name())
          .cell("QUEUE", queue -> queue.role().queue())
          .cell("LISTS", queue -> queue.lists().size())
          .cell("WAITING", queue -> sum(queue, QueueDepth::waiting))
          .cell("DELAYED", queue -> sum(queue, QueueDepth::delayed))
          .cell("CLAIMED", queue -> sum(queue, QueueDepth::claimed))
          .cell("DEAD LETTERS", QueueView::dead)
          .cell("STATE", QueueViews::state);

  public static final View<DeadLetter> LETTERS =
      new View<DeadLetter>()
          .column("id", "JOB", DeadLetter::id, letter -> letter.id().orElse("?"))
          .column("task", "TASK", DeadLetter::task, letter -> letter.task().orElse("?"))
          .field("queue", DeadLetter::queue)
          .column("list", "LIST", letter -> letter.target().list())
          .column("at", "SINCE (UTC)", DeadLetter::at)
          .column("reason", "REASON", DeadLetter::reason)
          .field("history", DeadLetter::history);

  private QueueViews() {}

  private static Object state(QueueView queue) {
    return queue
        .order()
        .<Object>map(order -> new Cell(Printable.line(order.textWithTime()), Colour.YELLOW))
        .orElse(
            queue.foreign().isEmpty()
                ? ""
                : Printable.line("taken by " + String.join(", ", queue.foreign())));
  }

  private static List<Line> lines(Collection<? extends QueueView> queues) {
    List<Line> lines = new ArrayList<>();
    for (QueueView queue : queues) {
      queue
          .lists()
          .forEach(depth -> lines.add(new Line(queue, depth, depth.equals(queue.lists().get(0)))));
    }
    return lines;
  }

  private static long sum(QueueView queue, ToLongFunction<QueueDepth> number) {
    return queue.lists().stream().mapToLong(number).sum();
  }
}
