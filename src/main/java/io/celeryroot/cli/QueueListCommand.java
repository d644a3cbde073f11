// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import io.celeryroot.monitor.QueueView;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code cl queue list}: how many jobs lie where. */
@Command(
    name = "list",
    sortOptions = false,
    description = "Lists the queues with the jobs that wait, are delayed or claimed.",
    footer = {"", "Example: cl queue list -o json"})
final class QueueListCommand implements Callable<Integer> {

  private final Session session;

  QueueListCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (Site site = Site.open(session)) {
      List<QueueView> queues = site.monitor().queues();
      session.answer(
          queues.stream().map(QueueText::document).toList(),
          () -> QueueText.table(queues).render(session.terminal()));
      return ExitCode.YES;
    }
  }
}
