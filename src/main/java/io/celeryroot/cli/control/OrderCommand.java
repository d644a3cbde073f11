// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.control;

import io.celeryroot.cli.console.Audited;
import io.celeryroot.cli.console.RedisCommand;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.queue.control.ControlOrder;
import io.celeryroot.queue.control.ControlOrder.Action;
import io.celeryroot.queue.control.ControlOrder.Kind;
import io.celeryroot.queue.control.Controls;
import io.celeryroot.text.Printable;
import io.celeryroot.view.View;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import picocli.CommandLine.Option;

/** A command that gives an order about a queue or a host; all processes heed it within 2 s. */
@Audited
public abstract class OrderCommand extends RedisCommand {

  /** An order and the one in whose place it came. */
  private record Given(ControlOrder order, Optional<ControlOrder> old) {}

  private static final View<Given> GIVEN =
      new View<Given>()
          .field("kind", given -> given.order().kind())
          .field("name", given -> given.order().name())
          .field("order", given -> given.order().action())
          .field("by", given -> given.order().by())
          .field("at", given -> given.order().at())
          .field("reason", given -> given.order().reason())
          .field("changed", given -> isNew(given));

  @Option(names = "--reason", paramLabel = "TEXT", description = "Reason, shown with the order.")
  private String reason;

  /**
   * Gives an order and prints what follows from it.
   *
   * @param label name for the reader, such as {@code web_tasks (webserver)}
   * @param effect in words, such as {@code workers claim no job of it}
   */
  protected final boolean give(
      SiteConnection site, Kind kind, String name, Action action, String label, String effect) {
    Controls controls = new Controls(site.redis());
    Optional<ControlOrder> old =
        kind == Kind.QUEUE ? controls.read().queue(name) : controls.read().host(name);
    ControlOrder order =
        new ControlOrder(
            kind,
            name,
            action,
            console.submitter().name(),
            site.redis().serverTime().truncatedTo(ChronoUnit.SECONDS),
            Optional.ofNullable(reason));
    controls.give(order);
    Given given = new Given(order, old);
    console.answer(
        GIVEN,
        given,
        () ->
            Printable.line(label)
                + (isNew(given) ? ": " : ": was so already; ")
                + effect
                + "\n    to end that: "
                + order.command()
                + "\n");
    return true;
  }

  private static boolean isNew(Given given) {
    return given.old().map(ControlOrder::action).filter(given.order().action()::equals).isEmpty();
  }
}
