// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.queue;

import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.ExitCode;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.cli.output.Table;
import io.celeryroot.cli.output.Text;
import io.celeryroot.queue.DeadLetter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cl queue dead}: messages that could not be executed. */
@Command(
    name = "dead",
    sortOptions = false,
    description = "Lists the dead letters, newest first, with the reason.",
    footer = {"", "Example: cl queue dead webserver"})
final class QueueDeadCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(arity = "0..1", paramLabel = "ROLE", description = "One role (default: all).")
  private String role;

  QueueDeadCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (SiteConnection site = SiteConnection.open(console)) {
      List<DeadLetter> letters = DeadLetters.of(site, role);
      console.answer(
          letters.stream().map(QueueDeadCommand::document).toList(),
          () -> table(letters).render(console.terminal()));
      return ExitCode.YES;
    }
  }

  private static Table table(List<DeadLetter> letters) {
    Table table = new Table("JOB", "TASK", "LIST", "SINCE (UTC)", "REASON");
    letters.forEach(
        letter ->
            table.row(
                letter.id().orElse("?"),
                letter.task().orElse("?"),
                letter.target().list(),
                Text.utc(letter.at()),
                letter.reason()));
    return table;
  }

  private static Map<String, Object> document(DeadLetter letter) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("id", letter.id());
    document.put("task", letter.task());
    document.put("queue", letter.queue());
    document.put("list", letter.target().list());
    document.put("at", Text.utc(letter.at()));
    document.put("reason", letter.reason());
    document.put("history", letter.history());
    return document;
  }
}
