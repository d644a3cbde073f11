// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.control;

import io.celeryroot.cli.console.Audited;
import io.celeryroot.cli.console.RedisCommand;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.queue.control.ControlOrder;
import io.celeryroot.queue.control.ControlOrder.Kind;
import io.celeryroot.queue.control.Controls;
import io.celeryroot.text.Printable;
import io.celeryroot.view.View;
import java.util.Optional;

/** A command that takes an order about a queue or a host back. */
@Audited
public abstract class ResumeCommand extends RedisCommand {

  /** A name and the order that held. */
  private record Resumed(String name, Optional<ControlOrder> old) {}

  private static final View<Resumed> RESUMED =
      new View<Resumed>()
          .field("name", Resumed::name)
          .field("changed", resumed -> resumed.old().isPresent())
          .field("was", resumed -> resumed.old().map(ControlOrder::text));

  /** Takes the order back and prints what it was. */
  protected final boolean resume(SiteConnection site, Kind kind, String name, String label) {
    Resumed resumed = new Resumed(name, new Controls(site.redis()).takeBack(kind, name));
    console.answer(
        RESUMED,
        resumed,
        () ->
            Printable.line(
                    label
                        + resumed
                            .old()
                            .map(old -> ": resumed; was " + old.text())
                            .orElse(": was neither paused nor drained"))
                + "\n");
    return true;
  }
}
