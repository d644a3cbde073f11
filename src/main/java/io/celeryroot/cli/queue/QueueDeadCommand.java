// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.queue;

import io.celeryroot.cli.console.RedisCommand;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.view.site.QueueViews;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cl queue dead}: messages that could not be executed. */
@Command(
    description = "Lists the dead letters, newest first, with the reason.",
    footer = {"", "Example: cl queue dead webserver"})
public final class QueueDeadCommand extends RedisCommand {

  @Parameters(arity = "0..1", paramLabel = "ROLE", description = "One role (default: all).")
  private String role;

  @Override
  protected boolean run(SiteConnection site) {
    console.answer(QueueViews.LETTERS, DeadLetters.of(site, role));
    return true;
  }
}
