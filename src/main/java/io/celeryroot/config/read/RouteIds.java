// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import io.celeryroot.config.Problem;
import io.celeryroot.config.yaml.Fix;
import io.celeryroot.config.yaml.Node;
import io.celeryroot.config.yaml.Problems;
import io.celeryroot.config.yaml.SourceText;
import io.celeryroot.config.yaml.TreeBuilder;
import io.celeryroot.text.Quote;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The ids and names in Camel's YAML files that share one context with each other and with generated
 * routes. Camel itself checks everything else in the files.
 */
final class RouteIds {

  private static final Pattern RESERVED = Pattern.compile("(beat|worker|task|celeryroot)[.].*");

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

  private final Map<String, Node> seen = new HashMap<>();
  private final RouteInputs inputs = new RouteInputs();

  /** The mistakes in the ids and inputs of one more file. */
  List<Problem> check(String file, String text) {
    Problems problems = new Problems();
    TreeBuilder.build(new SourceText(file, text), problems, new ArrayList<>())
        .ifPresent(tree -> check(tree, problems));
    return problems.sorted();
  }

  private void check(Node tree, Problems problems) {
    List<Node> parts = tree instanceof Node.Items items ? items.items() : List.of();
    for (Node part : parts) {
      if (part instanceof Node.Entries map) {
        map.entries().forEach(entry -> check(entry, problems));
        map.entries().forEach(entry -> inputs.check(entry, problems));
      }
    }
  }

  private void check(Node.Entry entry, Problems problems) {
    text(entry.value(), IDS.getOrDefault(entry.name(), "")).ifPresent(id -> checkId(id, problems));
    if (entry.name().equals("beans") && entry.value() instanceof Node.Items beans) {
      for (Node bean : beans.items()) {
        text(bean, "name").ifPresent(name -> checkBean(name, problems));
      }
    }
  }

  private void checkId(Node.Text id, Problems problems) {
    Node first = seen.putIfAbsent(id.text(), id);
    if (RESERVED.matcher(id.text()).matches()) {
      problems.report(
          id,
          "route-id",
          "route id "
              + Quote.of(id.text())
              + " is one for generated routes: beat., worker., task., celeryroot.",
          Fix.say("rename the route, for example to " + Quote.of("my-" + id.text())));
    } else if (first != null) {
      problems.report(
          id,
          "route-id",
          "route id " + Quote.of(id.text()) + " twice, also at " + first.source(),
          Fix.say("rename one of the routes"));
    }
  }

  private static void checkBean(Node.Text name, Problems problems) {
    if (name.text().startsWith("celeryroot")) {
      problems.report(
          name,
          "route-id",
          "bean name " + Quote.of(name.text()) + " is one for generated routes: celeryroot",
          Fix.say("rename the bean"));
    }
  }

  private static Optional<Node.Text> text(Node node, String key) {
    return node instanceof Node.Entries map
        ? map.entry(key)
            .map(Node.Entry::value)
            .filter(Node.Text.class::isInstance)
            .map(Node.Text.class::cast)
        : Optional.empty();
  }
}
