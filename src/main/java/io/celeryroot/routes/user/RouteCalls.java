// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.routes.user;

import io.celeryroot.config.Action;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Problem;
import io.celeryroot.config.Source;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.config.notify.Receiver;
import io.celeryroot.config.notify.Receivers;
import io.celeryroot.text.Nearest;
import io.celeryroot.text.Quote;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The endpoints of cl.yaml that stand for routes of the user. */
final class RouteCalls {

  private static final Pattern CALL =
      Pattern.compile("(direct|seda):(?://)?([^?{}$]+)([?][^{}]*)?");

  private static final Pattern RESERVED =
      Pattern.compile("(beat|worker|workflow|task|notify|celeryroot)[.].*");

  private RouteCalls() {}

  /** Returns true for names of generated routes. */
  static boolean isReserved(String id) {
    return RESERVED.matcher(id).matches();
  }

  /** Returns the route that an endpoint stands for, in one form; empty: none, or not known. */
  static Optional<String> route(String uri) {
    return Optional.of(CALL.matcher(uri)).filter(Matcher::matches).map(RouteCalls::name);
  }

  private static String name(Matcher call) {
    return call.group(1) + ":" + call.group(2);
  }

  /**
   * Warns of endpoints that no route takes from.
   *
   * @param inputs of all routes of the user, in the form of {@link #route}
   */
  static List<Problem> unanswered(ClConfig config, Set<String> inputs) {
    List<Problem> found = new ArrayList<>();
    for (TaskDefinition task : config.ownTasks()) {
      if (task.action() instanceof Action.To to) {
        check("tasks." + task.name() + ".to", task.source(), to.template(), inputs)
            .ifPresent(found::add);
      }
    }
    for (Receiver receiver : new Receivers(config).all().values()) {
      if (receiver.to() instanceof Receiver.To.Uri to) {
        check("notify.to", receiver.source(), to.endpoint().template(), inputs)
            .ifPresent(found::add);
      }
    }
    return found;
  }

  private static Optional<Problem> check(
      String path, Source source, String uri, Set<String> inputs) {
    return route(uri)
        .filter(call -> !inputs.contains(call) && !isReserved(call.split(":", 2)[1]))
        .map(
            call ->
                new Problem(
                    source,
                    path,
                    "no route from " + Quote.of(call) + " in the files of routes:",
                    Nearest.to(call, inputs)
                        .map(near -> "write " + Quote.of(near))
                        .orElse("add a route with this from: to a file that routes: names"),
                    Optional.empty(),
                    0,
                    "no-route"));
  }
}
