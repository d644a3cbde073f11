// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.view.site;

import io.celeryroot.queue.audit.AuditEntry;
import io.celeryroot.text.Printable;
import io.celeryroot.view.Cell;
import io.celeryroot.view.Colour;
import io.celeryroot.view.View;
import java.util.Optional;

/** Views of the audit log. */
public final class AuditViews {

  /** Commands that changed something. */
  public static final View<AuditEntry> ENTRIES =
      new View<AuditEntry>()
          .column("at", "AT (UTC)", AuditEntry::at)
          .column("who", "WHO", AuditEntry::who, entry -> who(entry))
          .column("host", "HOST", AuditEntry::host, entry -> host(entry.host()))
          .column("from", "FROM", AuditEntry::from, entry -> Cell.kept(entry.from()))
          .column("exit_code", "EXIT", AuditEntry::exitCode, entry -> exit(entry))
          .field("target", AuditEntry::target)
          .field(
              "distrust",
              entry -> Optional.of(entry.distrust()).filter(reason -> !reason.isEmpty()))
          .field("missing", entry -> Optional.of(entry.missing()).filter(many -> many > 0))
          .field("command", AuditEntry::command)
          .idCell("COMMAND", AuditViews::command);

  private AuditViews() {}

  private static String who(AuditEntry entry) {
    String reason =
        entry.distrust().isEmpty() || entry.missing() > 0 ? "" : " (" + entry.distrust() + ")";
    return Printable.line(entry.who() + reason);
  }

  /** Shortens the name of a host to its first label, and leaves an address whole. */
  private static Cell host(String name) {
    return new Cell(name, Colour.NONE, Printable.line(name.replaceFirst("^(\\D[^.]*)\\..*", "$1")));
  }

  private static String exit(AuditEntry entry) {
    return entry.missing() > 0 ? "" : String.valueOf(entry.exitCode());
  }

  private static Cell command(AuditEntry entry) {
    return entry.missing() > 0
        ? new Cell(entry.distrust(), Colour.RED)
        : new Cell("cl " + entry.command(), Colour.NONE);
  }
}
