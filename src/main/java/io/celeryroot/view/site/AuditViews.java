// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.view.site;

import io.celeryroot.queue.audit.AuditEntry;
import io.celeryroot.text.Printable;
import io.celeryroot.view.View;
import java.util.Optional;

/** Views of the audit log. */
public final class AuditViews {

  /** Commands that changed something. */
  public static final View<AuditEntry> ENTRIES =
      new View<AuditEntry>()
          .column("at", "AT (UTC)", AuditEntry::at)
          .column("who", "WHO", AuditEntry::who, entry -> who(entry))
          .column("host", "HOST", AuditEntry::host, entry -> Printable.line(entry.host()))
          .column("from", "FROM", AuditEntry::from, entry -> Printable.line(entry.from()))
          .column("exit_code", "EXIT", AuditEntry::exitCode)
          .field("target", AuditEntry::target)
          .field(
              "distrust",
              entry -> Optional.of(entry.distrust()).filter(reason -> !reason.isEmpty()))
          .column("command", "COMMAND", AuditEntry::command, entry -> command(entry));

  private AuditViews() {}

  private static String who(AuditEntry entry) {
    String reason = entry.distrust().isEmpty() ? "" : " (" + entry.distrust() + ")";
    return Printable.line(entry.who() + reason);
  }

  private static String command(AuditEntry entry) {
    return Printable.line("cl " + entry.command());
  }
}
