// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.routes.user;

import io.celeryroot.config.Problem;
import io.celeryroot.config.yaml.Fix;
import io.celeryroot.config.yaml.Node;
import io.celeryroot.config.yaml.Problems;
import io.celeryroot.config.yaml.SourceText;
import io.celeryroot.config.yaml.TreeBuilder;
import io.celeryroot.text.Quote;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Checks the ids, bean names and inputs of Camel's YAML files, which share one context with each
 * other and with generated routes.
 */
final class RouteFileCheck {

  /** Key of an entry, and the key below it that holds the id. */
  private static final Map<String, String> IDS =
      Map.of(
          "route", "id",
          "routeConfiguration", "id",
          "route-configuration", "id",
          "routeTemplate", "id",
          "route-template", "id",
          "templatedRoute", "routeId",
          "templated-route", "routeId");

  /** Components that {@code cl} includes and that serve only one route for each endpoint. */
  private static final Set<String> ONE_ROUTE =
      Set.of("direct", "file", "quartz", "scheduler", "seda", "spring-redis");

  private static final Fix IF_EMPTY = Fix.say("write a route to it, or delete it");

  /** Keys with which it depends on more than the file whether a route runs. */
  private static final List<String> CONDITIONS =
      List.of("autoStartup", "auto-startup", "precondition");

  /** Entries that make routes whose inputs are not in the file. */
  private static final Pattern TEMPLATES =
      Pattern.compile("(route-?template|templated-?route|kamelet)", Pattern.CASE_INSENSITIVE);

  /** Entries that Camel takes only before the first route of a file. */
  private static final Set<String> BEFORE_ROUTES =
      Set.of(
          "onException", "onCompletion", "intercept", "interceptFrom", "interceptSendToEndpoint");

  private final Map<String, Node> ids = new HashMap<>();
  private final Map<String, Node> inputs = new HashMap<>();
  private final Set<String> called = new HashSet<>();
  private boolean isComplete = true;

  List<Problem> check(String file, String text) {
    Problems problems = new Problems();
    List<Node.Entry> parts =
        TreeBuilder.build(new SourceText(file, text), problems, new ArrayList<>(), IF_EMPTY)
            .stream()
            .flatMap(tree -> items(tree).stream())
            .flatMap(part -> entries(part).stream())
            .toList();
    parts.forEach(entry -> check(entry, problems));
    checkOrder(parts, problems);
    return problems.sorted();
  }

  private static void checkOrder(List<Node.Entry> parts, Problems problems) {
    parts.stream()
        .dropWhile(entry -> !Set.of("route", "from").contains(entry.name()))
        .filter(entry -> BEFORE_ROUTES.contains(entry.name()))
        .forEach(
            entry ->
                problems.report(
                    entry.value(),
                    "route-order",
                    entry.name() + ": stands below a route of the file",
                    Fix.say("move it above the first route")));
  }

  /** Returns what other routes can call, so far; empty: not known before Camel loads the files. */
  Optional<Set<String>> called() {
    return isComplete ? Optional.of(Set.copyOf(called)) : Optional.empty();
  }

  private void check(Node.Entry entry, Problems problems) {
    note(entry);
    String idKey = IDS.getOrDefault(entry.name(), "");
    text(entry.value(), idKey).ifPresent(id -> checkId(id, problems));
    if (entry.name().equals("beans")) {
      items(entry.value()).forEach(bean -> checkBean(bean, problems));
    }
    from(entry).ifPresent(from -> checkInput(from, problems));
  }

  private void checkId(Node.Text id, Problems problems) {
    Node first = ids.putIfAbsent(id.text(), id);
    String quoted = "route id " + Quote.of(id.text());
    if (RouteCalls.isReserved(id.text())) {
      problems.report(
          id,
          "route-id",
          quoted
              + " is one for generated routes: beat., worker., workflow., task., notify.,"
              + " celeryroot.",
          Fix.say("rename the route, for example to " + Quote.of("my-" + id.text())));
    } else if (first != null) {
      problems.report(
          id,
          "route-id",
          quoted + " twice, also at " + first.source(),
          Fix.say("rename one of the routes"));
    }
  }

  private static void checkBean(Node bean, Problems problems) {
    Optional<Node.Text> name = text(bean, "name");
    name.ifPresent(known -> checkBeanName(known, problems));
    boolean hasLanguage =
        value(bean, "scriptLanguage").or(() -> value(bean, "script-language")).isPresent();
    value(bean, "script")
        .filter(script -> !hasLanguage)
        .ifPresent(
            script ->
                problems.report(
                    script,
                    "bean-script",
                    "bean "
                        + Quote.of(name.map(Node.Text::text).orElse(""))
                        + " has script: and no scriptLanguage:",
                    Fix.say("add the language, such as scriptLanguage: simple")));
  }

  private static void checkBeanName(Node.Text name, Problems problems) {
    if (name.text().startsWith("celeryroot")) {
      problems.report(
          name,
          "route-id",
          "bean name " + Quote.of(name.text()) + " is one for generated routes: celeryroot",
          Fix.say("rename the bean"));
    }
  }

  private void note(Node.Entry entry) {
    if (TEMPLATES.matcher(entry.name()).matches()) {
      isComplete = false;
      return;
    }
    Optional<Node> from =
        entry.name().equals("from")
            ? Optional.of(entry.value())
            : entry.name().equals("route") ? value(entry.value(), "from") : Optional.empty();
    from.ifPresent(
        input -> {
          String uri = text(input, "uri").map(Node.Text::text).orElse("");
          Optional<String> name =
              value(input, "parameters").flatMap(all -> text(all, "name")).map(Node.Text::text);
          String whole = uri.contains(":") ? uri : uri + ":" + name.orElse("");
          RouteCalls.route(whole).ifPresent(called::add);
          isComplete &= !uri.isEmpty() && !uri.contains("{{");
        });
  }

  private static Optional<Node> from(Node.Entry entry) {
    if (entry.name().equals("from")) {
      return Optional.of(entry.value());
    }
    boolean isConditional =
        entries(entry.value()).stream().map(Node.Entry::name).anyMatch(CONDITIONS::contains);
    return entry.name().equals("route") && !isConditional
        ? value(entry.value(), "from")
        : Optional.empty();
  }

  private void checkInput(Node from, Problems problems) {
    Optional<String> endpoint = endpoint(from);
    Optional<Node> first = endpoint.map(place -> inputs.putIfAbsent(place, from));
    if (first.isPresent()) {
      // Options may hold a password.
      String shown = endpoint.orElseThrow().replaceFirst("(?s)[? ].*", "");
      problems.report(
          from,
          "route-from",
          "two routes from " + Quote.of(shown) + ", also at " + first.get().source(),
          Fix.say("change one of them, or make them one route"));
    }
  }

  /** Returns the endpoint in one form; empty when several routes may consume from it. */
  private static Optional<String> endpoint(Node from) {
    String uri = text(from, "uri").map(Node.Text::text).orElse("");
    Map<String, String> options = new TreeMap<>();
    value(from, "parameters").stream()
        .flatMap(parameters -> entries(parameters).stream())
        .filter(option -> option.value() instanceof Node.Text)
        .forEach(option -> options.put(option.name(), ((Node.Text) option.value()).text()));
    String[] path = uri.split("[?]", 2)[0].split(":(//)?", 2);
    boolean isShared =
        uri.contains("multipleConsumers") || options.containsKey("multipleConsumers");
    if (!ONE_ROUTE.contains(path[0]) || isShared) {
      return Optional.empty();
    }
    return path[0].equals("direct")
        ? Optional.of("direct:" + (path.length > 1 ? path[1] : options.get("name")))
        : Optional.of(uri + (options.isEmpty() ? "" : " " + options));
  }

  private static List<Node> items(Node node) {
    return node instanceof Node.Items list ? list.items() : List.of();
  }

  private static List<Node.Entry> entries(Node node) {
    return node instanceof Node.Entries map ? map.entries() : List.of();
  }

  private static Optional<Node> value(Node node, String key) {
    return node instanceof Node.Entries map
        ? map.entry(key).map(Node.Entry::value)
        : Optional.empty();
  }

  private static Optional<Node.Text> text(Node node, String key) {
    return value(node, key).filter(Node.Text.class::isInstance).map(Node.Text.class::cast);
  }
}
