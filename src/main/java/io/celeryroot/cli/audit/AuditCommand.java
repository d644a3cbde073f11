// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.audit;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.RedisCommand;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.queue.audit.AuditEntry;
import io.celeryroot.queue.audit.AuditLog;
import io.celeryroot.view.site.AuditViews;
import java.time.Duration;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cl audit}: who did what, when and from where. */
@Command(
    description = "Lists the commands that changed something, newest first: who, from where, when.",
    footer = {
      "",
      "The newest 10 000 are kept. Who can write to Redis can forge and delete them, which shows if signing is on.",
      "Example: cl audit --since 2d --command \"schedule pause\""
    })
public final class AuditCommand extends RedisCommand {

  @Option(
      names = "--since",
      paramLabel = "DURATION",
      description = "Only those of the last time, such as 2d (default: all that are kept).")
  private Duration since;

  @Option(names = "--who", paramLabel = "NAME", description = "Only those of this login name.")
  private String who;

  @Option(
      names = "--command",
      paramLabel = "TEXT",
      description = "Only commands that contain this, such as \"schedule pause\".")
  private String command;

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      description = "How many at most (default: 50).")
  private int limit = 50;

  @Override
  protected void check() {
    CommandFailure.refuseIf(limit < 1, "cl: --limit %s; need 1 or more", limit);
  }

  @Override
  protected boolean run(SiteConnection site) {
    Instant first = since == null ? Instant.EPOCH : site.redis().serverTime().minus(since);
    console.answer(
        AuditViews.ENTRIES, new AuditLog(site.redis()).read(first, this::isWanted, limit));
    return true;
  }

  private boolean isWanted(AuditEntry entry) {
    return (who == null || entry.who().equals(who))
        && (command == null || entry.command().contains(command));
  }
}
