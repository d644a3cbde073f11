// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.queue;

import io.celeryroot.cli.console.Audited;
import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.NameLookup;
import io.celeryroot.cli.console.RedisCommand;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.config.Role;
import io.celeryroot.job.Target;
import io.celeryroot.monitor.QueueView;
import io.celeryroot.queue.Cancellations;
import io.celeryroot.queue.DeadLetter;
import io.celeryroot.queue.DeadLetterQueue;
import io.celeryroot.text.Text;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cl queue purge}: cancels what waits. */
@Audited
@Command(
    description = "Cancels all jobs that wait for a role, or removes its dead letters.",
    footer = {"", "Example: cl queue purge webserver"})
public final class QueuePurgeCommand extends RedisCommand {

  @Parameters(index = "0", paramLabel = "ROLE", description = "Whose queue.")
  private String role;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "ID",
      description = {
        "With --dead: only these dead letters, as cl queue dead lists them.",
        "ID@TIME is one of several with an ID, with its time as in -o json."
      })
  private List<String> ids = List.of();

  @Option(names = "--host", paramLabel = "HOST", description = "Only the jobs for this host.")
  private String host;

  @Option(names = "--dead", description = "Remove the dead letters instead.")
  private boolean dead;

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask.")
  private boolean yes;

  @Override
  protected void check() {
    CommandFailure.refuseIf(!dead && !ids.isEmpty(), "cl: %s: IDs go with --dead only", role);
  }

  @Override
  protected boolean run(SiteConnection site) {
    Role known = NameLookup.role(site.config(), role);
    DeadLetterQueue letters = new DeadLetterQueue(site.redis(), site.config().resultsKept());
    List<DeadLetter> named =
        ids.isEmpty() ? List.of() : DeadLetters.named(console, site, role, ids);
    QueueView view =
        site.monitor().queues().stream()
            .filter(q -> q.role().equals(known))
            .findFirst()
            .orElseThrow();
    List<Target> targets = targets(view);
    Cancellations jobs = new Cancellations(site.redis(), site.config().resultsKept());
    Set<String> schedules = site.config().schedules().keySet();
    long waiting =
        dead
            ? ids.isEmpty() ? view.dead() : named.size()
            : waiting(view, targets)
                + targets.stream().mapToLong(target -> jobs.held(target, schedules)).sum();
    if (waiting == 0 && host != null) {
      NameLookup.checkHost(site, host);
    }
    String noun = dead ? "dead letter" : "job";
    String what = Text.count(waiting, noun);
    if (waiting > 0 && !isConfirmed(what)) {
      console.say("nothing was purged");
      return false;
    }
    int purged =
        dead
            ? ids.isEmpty()
                ? letters.purge(known.queue())
                : (int) named.stream().filter(letters::remove).count()
            : targets.stream().mapToInt(target -> jobs.cancelAll(target, schedules)).sum();
    console.answer(
        Map.of("role", role, "purged", purged),
        () -> (dead ? "removed " : "cancelled ") + Text.count(purged, noun) + "\n");
    return true;
  }

  /** Returns the lists to empty: the role's own and those of its hosts, or that of one host. */
  private List<Target> targets(QueueView view) {
    Role known = view.role();
    Stream<Optional<String>> hosts =
        host != null
            ? Stream.of(Optional.of(host))
            : view.lists().stream().map(depth -> depth.target().host());
    return hosts.map(name -> new Target(known.name(), known.queue(), name)).toList();
  }

  private static long waiting(QueueView view, List<Target> targets) {
    List<String> lists = targets.stream().map(Target::list).toList();
    return view.lists().stream()
        .filter(list -> lists.contains(list.list()))
        .mapToLong(list -> list.waiting() + list.delayed())
        .sum();
  }

  private boolean isConfirmed(String what) {
    if (yes) {
      return true;
    }
    CommandFailure.refuseIf(
        !console.terminal().in(),
        "cl: %s of %s: no terminal to ask on; fix: add --yes",
        what,
        role);
    return console.confirms(
        (dead ? "Remove " : "Cancel ") + what + " of " + role + "? [y/N] ", false);
  }
}
