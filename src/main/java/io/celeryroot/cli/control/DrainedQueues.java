// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.control;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.config.workflow.Step;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.KnownHost;
import io.celeryroot.job.run.Targets;
import io.celeryroot.queue.control.ControlState;
import io.celeryroot.queue.control.Controls;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.text.Printable;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Refuses new jobs for queues that take none. */
public final class DrainedQueues {

  private DrainedQueues() {}

  /** Ends the command if the queue of a target is drained. */
  public static void refuse(SiteConnection site, Collection<Target> targets) {
    refuse(new Controls(site.redis()).read(), targets);
  }

  /** Ends the command if the queue of a step is drained. */
  public static void refuseSteps(SiteConnection site, List<Step> steps) {
    ControlState orders = new Controls(site.redis()).read();
    if (!orders.queues().isEmpty()) {
      Set<KnownHost> known = new Heartbeats(site.redis()).knownHosts();
      steps.forEach(
          step ->
              refuse(
                  orders,
                  Targets.resolve(site.config(), step.targets(), step.runOn(), step.task(), known)
                      .targets()));
    }
  }

  private static void refuse(ControlState orders, Collection<Target> targets) {
    targets.stream()
        .flatMap(target -> orders.drains(target.queue()).stream())
        .findFirst()
        .ifPresent(
            order -> {
              throw CommandFailure.no(
                  "cl: %s, so it takes no new job\n    to end that: %s",
                  Printable.line(order.fullText()), order.command());
            });
  }
}
