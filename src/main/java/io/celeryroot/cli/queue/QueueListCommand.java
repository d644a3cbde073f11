// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.queue;

import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.ExitCode;
import io.celeryroot.cli.console.RedisCommand;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.cli.view.QueueViews;
import io.celeryroot.monitor.QueueView;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code cl queue list}: how many jobs lie where. */
@Command(
    name = "list",
    sortOptions = false,
    description = "Lists the queues with the jobs that wait, are delayed or claimed.",
    footer = {"", "Example: cl queue list -o json"})
final class QueueListCommand extends RedisCommand {

  QueueListCommand(Console console) {
    super(console);
  }

  @Override
  protected int run(SiteConnection site) {
    List<QueueView> queues = site.monitor().queues();
    console.answer(
        QueueViews.QUEUES.documents(queues), () -> QueueViews.table(queues, console.terminal()));
    return ExitCode.YES;
  }
}
