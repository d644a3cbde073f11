// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import io.celeryroot.config.yaml.Fix;
import io.celeryroot.config.yaml.Node;
import io.celeryroot.config.yaml.Problems;
import io.celeryroot.text.Quote;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The endpoints that the user's routes consume from. Most components that {@code cl} includes serve
 * only one route for each endpoint; Camel checks the others.
 */
final class RouteInputs {

  private static final Set<String> ONE_ROUTE =
      Set.of("direct", "file", "quartz", "scheduler", "seda", "spring-redis");

  /** Keys with which it depends on more than the file whether a route runs. */
  private static final List<String> CONDITIONS =
      List.of("autoStartup", "auto-startup", "precondition");

  private final Map<String, Node> seen = new HashMap<>();

  /** Looks at one more entry of a file. */
  void check(Node.Entry entry, Problems problems) {
    from(entry)
        .ifPresent(from -> place(from).ifPresent(place -> checkPlace(from, place, problems)));
  }

  private static Optional<Node> from(Node.Entry entry) {
    if (entry.name().equals("from")) {
      return Optional.of(entry.value());
    }
    return entry.name().equals("route")
            && entry.value() instanceof Node.Entries route
            && CONDITIONS.stream().noneMatch(route.names()::contains)
        ? route.entry("from").map(Node.Entry::value)
        : Optional.empty();
  }

  /** The place in one form; empty when several routes may take from it. */
  private static Optional<String> place(Node from) {
    Map<String, String> options = new TreeMap<>();
    String uri = "";
    if (from instanceof Node.Entries map) {
      uri = map.entry("uri").flatMap(RouteInputs::text).orElse("");
      map.entry("parameters").ifPresent(parameters -> read(parameters.value(), options));
    }
    String[] parts = uri.split("[?]", 2);
    String[] path = parts[0].split(":(//)?", 2);
    if (!ONE_ROUTE.contains(path[0]) || isForSeveral(uri, options)) {
      return Optional.empty();
    }
    if (path[0].equals("direct")) {
      return Optional.of("direct:" + (path.length > 1 ? path[1] : options.get("name")));
    }
    return Optional.of(uri + (options.isEmpty() ? "" : " " + options));
  }

  private static void read(Node parameters, Map<String, String> options) {
    if (parameters instanceof Node.Entries map) {
      map.entries()
          .forEach(option -> text(option).ifPresent(text -> options.put(option.name(), text)));
    }
  }

  private static boolean isForSeveral(String uri, Map<String, String> options) {
    return uri.contains("multipleConsumers") || options.containsKey("multipleConsumers");
  }

  private static Optional<String> text(Node.Entry entry) {
    return entry.value() instanceof Node.Text text ? Optional.of(text.text()) : Optional.empty();
  }

  private void checkPlace(Node from, String place, Problems problems) {
    Node first = seen.putIfAbsent(place, from);
    if (first != null) {
      problems.report(
          from,
          "route-from",
          "two routes from " + Quote.of(withoutOptions(place)) + ", also at " + first.source(),
          Fix.say("change one of them, or make them one route"));
    }
  }

  /** Options may hold a password. */
  private static String withoutOptions(String place) {
    return place.replaceFirst("(?s)[? ].*", "");
  }
}
