// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.queue;

import io.celeryroot.cli.console.Audited;
import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.NameLookup;
import io.celeryroot.cli.console.RedisCommand;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.config.Role;
import io.celeryroot.job.Target;
import io.celeryroot.queue.DeadLetterQueue;
import io.celeryroot.queue.JobQueues;
import io.celeryroot.queue.line.QueueDepth;
import io.celeryroot.queue.line.QueueReader;
import io.celeryroot.text.Printable;
import io.celeryroot.text.Text;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cl queue move}: gives what waits in a queue to another role or host. */
@Audited
@Command(
    description = "Moves what waits in a queue to a role, and its dead letters.",
    footer = {
      "",
      "The queue may be one that the file does not have any more. Jobs for a host go to the same"
          + " host of the role. What workers have claimed stays with them. May be repeated.",
      "Example: cl queue move old_tasks webserver",
      "Example: cl queue move webserver webserver --host web02 --to-host web03"
    })
public final class QueueMoveCommand extends RedisCommand {

  @Parameters(index = "0", paramLabel = "QUEUE", description = "Queue, or its role.")
  private String from;

  @Parameters(index = "1", paramLabel = "ROLE", description = "Role that gets the jobs.")
  private String role;

  @Option(names = "--host", paramLabel = "HOST", description = "Only the jobs for this host.")
  private String host;

  @Option(
      names = "--to-host",
      paramLabel = "HOST",
      description = "Host that gets them (default: the same host).")
  private String toHost;

  @Override
  protected void check() {
    CommandFailure.refuseIf(
        toHost != null && host == null,
        "cl: --to-host without --host; fix: name the host whose jobs are moved: --host HOST");
  }

  @Override
  protected boolean run(SiteConnection site) {
    QueueName source = QueueName.ofAny(site.config(), from);
    Role to = NameLookup.role(site.config(), role);
    checkTargets(source, to);
    boolean isInCeleryForm =
        site.config().rolesOfQueue(source.queue()).stream().anyMatch(Role::isCelery);
    JobQueues queues =
        isInCeleryForm
            ? new JobQueues(site.redis(), site.config().resultsKept())
            : new JobQueues(site.redis(), site.config());
    List<QueueDepth> lists = lists(site, source);
    site.hands().refuseDrained(lists.stream().flatMap(list -> target(list, to).stream()).toList());
    int moved = 0;
    long left = 0;
    for (QueueDepth list : lists) {
      Optional<Target> target = target(list, to);
      moved += target.map(place -> queues.move(inRole(site, list.target()), place)).orElse(0);
      left += target.isPresent() ? 0 : tellLeft(list, to);
      tellClaimed(list);
    }
    int dead =
        host == null && !source.queue().equals(to.queue())
            ? new DeadLetterQueue(site.redis(), site.config().resultsKept())
                .move(source.queue(), to.queue())
            : 0;
    String text =
        "moved %s and %s to role %s\n"
            .formatted(Text.count(moved, "job"), Text.count(dead, "dead letter"), role);
    console.answer(
        Map.of("from", source.queue(), "role", role, "moved", moved, "dead", dead, "left", left),
        () -> text);
    return left == 0;
  }

  private void checkTargets(QueueName source, Role to) {
    CommandFailure.refuseIf(
        source.queue().equals(to.queue()) && toHost == null,
        "cl: %s is the queue of role %s; fix: name another role, or a host: --host --to-host",
        source.queue(),
        role);
    CommandFailure.refuseIf(
        toHost != null && !to.hasHost(toHost),
        "cl: host %s is not in role %s; fix: one of: cl config workers",
        toHost,
        role);
  }

  private List<QueueDepth> lists(SiteConnection site, QueueName source) {
    return new QueueReader(site.redis())
        .depths(source.queue(), host == null ? List.of() : List.of(host)).stream()
            .filter(list -> host == null || list.target().host().equals(Optional.of(host)))
            .toList();
  }

  /** The place of what waits in a list; empty: its host is not in the role. */
  private Optional<Target> target(QueueDepth list, Role to) {
    Optional<String> place = list.target().host().map(name -> toHost == null ? name : toHost);
    return place.isEmpty() || to.hasHost(place.get())
        ? Optional.of(new Target(to.name(), to.queue(), place))
        : Optional.empty();
  }

  /** The list with the role of the file that has its queue, if one has. */
  private static Target inRole(SiteConnection site, Target list) {
    List<Role> roles = site.config().rolesOfQueue(list.queue());
    return roles.size() == 1 ? new Target(roles.get(0).name(), list.queue(), list.host()) : list;
  }

  private long tellLeft(QueueDepth list, Role to) {
    long left = list.waiting() + list.delayed();
    if (left > 0) {
      String name = Printable.line(list.target().label());
      console.say(
          "cl: %s for host %s: left, since it is not in role %s; fix: --host %s --to-host HOST",
          Text.count(left, "job"), name, to.name(), name);
    }
    return left;
  }

  private void tellClaimed(QueueDepth list) {
    if (list.claimed() > 0) {
      console.say(
          "cl: %s of %s: left to the workers that claimed them",
          Text.count(list.claimed(), "job"), Printable.line(list.list()));
    }
  }
}
