// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.queue;

import io.celeryroot.cli.console.Audited;
import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.RedisCommand;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.cli.run.RunInput;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Role;
import io.celeryroot.queue.DeadLetter;
import io.celeryroot.queue.DeadLetterQueue;
import io.celeryroot.text.Printable;
import io.celeryroot.text.Quote;
import io.celeryroot.text.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cl queue requeue}: gives dead letters another try. */
@Audited
@Command(
    description = "Requeues dead letters, each under a new ID.",
    footer = {"", "Example: cl queue requeue --all --role webserver"})
public final class QueueRequeueCommand extends RedisCommand {

  @Parameters(arity = "0..*", paramLabel = "ID", description = "Jobs, as cl queue dead lists them.")
  private List<String> ids = List.of();

  @Option(names = "--all", description = "All dead letters.")
  private boolean all;

  @Option(names = "--role", paramLabel = "ROLE", description = "Only those of this role.")
  private String role;

  @Override
  protected void check() {
    CommandFailure.refuseIf(
        all != ids.isEmpty(), "cl: no dead letters given; fix: name their IDs, or add --all");
  }

  @Override
  protected boolean run(SiteConnection site) {
    List<DeadLetter> letters =
        all ? DeadLetters.of(site, role) : DeadLetters.named(console, site, role, ids);
    site.hands().refuseDrained(letters.stream().map(DeadLetter::target).toList());
    DeadLetterQueue queue = new DeadLetterQueue(site.redis(), site.config().resultsKept());
    Map<String, Object> moved = new LinkedHashMap<>();
    Map<Boolean, List<DeadLetter>> byTask =
        letters.stream()
            .collect(Collectors.partitioningBy(letter -> hasTask(site.config(), letter)));
    int stayed = byTask.get(false).size();
    for (DeadLetter letter : byTask.get(true)) {
      boolean isServed = RunInput.isInFile(site.config(), letter.target());
      Optional<String> newId = isServed ? queue.requeue(letter) : Optional.empty();
      String old = letter.id().filter(id -> !moved.containsKey(id)).orElseGet(letter::name);
      newId.ifPresent(id -> moved.put(old, id));
      if (newId.isEmpty()) {
        stayed++;
        console.say("cl: " + Printable.line(isServed ? stays(letter) : isNotServed(letter)));
      }
    }
    sayUnknown(byTask.get(false));
    console.answer(moved, () -> letters.isEmpty() ? "no dead letters\n" : text(moved));
    return stayed == 0 && DeadLetters.missing(letters, ids).isEmpty();
  }

  /** Returns false if workers would refuse the job again, since the file does not have its task. */
  private static boolean hasTask(ClConfig config, DeadLetter letter) {
    return config.rolesOfQueue(letter.queue()).stream().anyMatch(Role::isCelery)
        || letter
            .task()
            .map(task -> config.task(task).or(() -> config.taskOfCelery(task)).isPresent())
            .orElse(true);
  }

  private void sayUnknown(List<DeadLetter> letters) {
    letters.stream()
        .collect(
            Collectors.groupingBy(
                letter -> letter.task().orElseThrow(), TreeMap::new, Collectors.counting()))
        .forEach(
            (task, count) ->
                console.say(
                    "cl: %s of task %s: not requeued, since this file has no such task, and workers"
                        + " with it would refuse it again\n    fix: add the task, or run it by its new name"
                        + " and remove the dead letters: cl queue purge ROLE --dead ID",
                    Text.count(count, "dead letter"), Quote.of(task)));
  }

  private static String isNotServed(DeadLetter letter) {
    return "%s: not requeued, since no role with the queue %s has the host %s; fix: add the host to it, or: cl queue move %s ROLE"
        .formatted(
            letter.name(), letter.queue(), letter.target().host().orElseThrow(), letter.queue());
  }

  private static String stays(DeadLetter letter) {
    return letter.id().isPresent()
        ? letter.id().get()
            + ": not requeued; it is gone, unreadable, not signed where that is required, or 100 jobs"
            + " already wait for its schedule"
        : "a message without an ID: not requeued, since it is not a job; fix: cl queue purge "
            + letter.target().role()
            + " --dead";
  }

  private static String text(Map<String, Object> moved) {
    return moved.entrySet().stream()
        .map(one -> Printable.line(one.getKey() + " requeued as " + one.getValue()) + "\n")
        .collect(Collectors.joining());
  }
}
