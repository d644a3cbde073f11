// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.page;

import io.celeryroot.queue.audit.AuditEntry;
import io.celeryroot.queue.audit.AuditLog;
import io.celeryroot.view.site.AuditViews;
import io.celeryroot.web.part.Form;
import io.celeryroot.web.part.FormField;
import io.celeryroot.web.part.Rows;
import java.time.Instant;
import java.util.List;

/** The audit log: names, commands, times and places. */
final class AuditPage implements Page {

  private static final int MOST = 100;

  @Override
  public PageContent answer(Site site, Query query) {
    List<AuditEntry> entries =
        new AuditLog(site.redis())
            .read(
                Instant.EPOCH,
                entry ->
                    entry.who().contains(query.get("who"))
                        && entry.command().contains(query.get("command")),
                MOST);
    return PageContent.moving(
        "Audit",
        "cl audit",
        List.of(
            Form.filter(
                "/audit",
                List.of(
                    FormField.text("who", "Who", query.get("who"), ""),
                    FormField.text("command", "Command", query.get("command"), ""))),
            Rows.of(
                entries.size() >= MOST ? "The newest " + MOST : "",
                AuditViews.ENTRIES.grid(entries),
                "Nobody has changed anything.")),
        AuditViews.ENTRIES.documents(entries));
  }
}
