// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.queue;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.ExitCode;
import io.celeryroot.cli.console.RedisCommand;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.queue.DeadLetter;
import io.celeryroot.queue.JobQueues;
import io.celeryroot.text.Printable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cl queue requeue}: gives dead letters another try. */
@Command(
    name = "requeue",
    sortOptions = false,
    description = "Requeues dead letters, each under a new ID.",
    footer = {"", "Example: cl queue requeue --all --role webserver"})
final class QueueRequeueCommand extends RedisCommand {

  @Parameters(arity = "0..*", paramLabel = "ID", description = "Jobs, as cl queue dead lists them.")
  private List<String> ids = List.of();

  @Option(names = "--all", order = 1, description = "All dead letters.")
  private boolean all;

  @Option(
      names = "--role",
      order = 2,
      paramLabel = "ROLE",
      description = "Only those of this role.")
  private String role;

  QueueRequeueCommand(Console console) {
    super(console);
  }

  @Override
  protected void check() {
    if (all != ids.isEmpty()) {
      throw CommandFailure.wrongCommandLine(
          "cl: no dead letters given; fix: name their IDs, or add --all");
    }
  }

  @Override
  protected int run(SiteConnection site) {
    List<DeadLetter> letters =
        DeadLetters.of(site, role).stream()
            .filter(letter -> all || letter.id().filter(ids::contains).isPresent())
            .toList();
    checkAllFound(letters);
    JobQueues queues = new JobQueues(site.redis(), site.config().resultsKept());
    Map<String, Object> moved = new LinkedHashMap<>();
    for (DeadLetter letter : letters) {
      Optional<String> newId = queues.requeue(letter);
      newId.ifPresent(id -> moved.put(letter.id().orElse("a message without an ID"), id));
      if (newId.isEmpty()) {
        console.say("cl: " + Printable.line(stays(letter)));
      }
    }
    console.answer(moved, () -> letters.isEmpty() ? "no dead letters\n" : text(moved));
    return moved.size() == letters.size() ? ExitCode.YES : ExitCode.NO;
  }

  private static String stays(DeadLetter letter) {
    return letter
        .id()
        .map(
            id ->
                id
                    + ": not requeued; it is gone, unreadable, or 100 jobs already wait for its schedule")
        .orElse(
            "a message without an ID: not requeued, since it is not a job; fix: cl queue purge "
                + letter.target().role()
                + " --dead");
  }

  private void checkAllFound(List<DeadLetter> letters) {
    for (String id : ids) {
      if (letters.stream().noneMatch(letter -> letter.id().equals(Optional.of(id)))) {
        throw CommandFailure.noSuchThing(
            "cl: no dead letter \"" + id + "\"\n    see: cl queue dead");
      }
    }
  }

  private static String text(Map<String, Object> moved) {
    StringBuilder text = new StringBuilder();
    moved.forEach(
        (old, id) -> text.append(Printable.line(old + " requeued as " + id)).append('\n'));
    return text.toString();
  }
}
