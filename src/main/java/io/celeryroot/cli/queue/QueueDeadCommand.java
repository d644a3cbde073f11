// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.queue;

import io.celeryroot.cli.console.RedisCommand;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.queue.DeadLetter;
import io.celeryroot.view.View;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cl queue dead}: messages that could not be executed. */
@Command(
    description = "Lists the dead letters, newest first, with the reason.",
    footer = {"", "Example: cl queue dead webserver"})
public final class QueueDeadCommand extends RedisCommand {

  private static final View<DeadLetter> LETTERS =
      new View<DeadLetter>()
          .column("id", "JOB", DeadLetter::id, letter -> letter.id().orElse("?"))
          .column("task", "TASK", DeadLetter::task, letter -> letter.task().orElse("?"))
          .field("queue", DeadLetter::queue)
          .column("list", "LIST", letter -> letter.target().list())
          .column("at", "SINCE (UTC)", DeadLetter::at)
          .column("reason", "REASON", DeadLetter::reason)
          .field("history", DeadLetter::history);

  @Parameters(arity = "0..1", paramLabel = "ROLE", description = "One role (default: all).")
  private String role;

  @Override
  protected boolean run(SiteConnection site) {
    console.answer(LETTERS, DeadLetters.of(site, role));
    return true;
  }
}
