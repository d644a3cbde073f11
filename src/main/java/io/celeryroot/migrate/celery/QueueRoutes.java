// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.celery;

import io.celeryroot.config.Glob;
import io.celeryroot.migrate.celery.PythonValue.Dict;
import io.celeryroot.migrate.celery.PythonValue.Items;
import io.celeryroot.migrate.celery.PythonValue.Pair;
import io.celeryroot.migrate.celery.PythonValue.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The queues of tasks by {@code task_routes} and {@code task_default_queue}. */
final class QueueRoutes {

  private record Route(String pattern, String queue) {}

  private final List<Route> routes = new ArrayList<>();
  private final List<PythonValue> unknown = new ArrayList<>();
  private final Optional<String> byDefault;

  QueueRoutes(Settings settings) {
    settings.get("task_routes").ifPresent(this::add);
    byDefault = settings.get("task_default_queue").flatMap(PythonValue::asText);
  }

  /** Routes that are known only when the file runs, such as functions. */
  List<PythonValue> unknown() {
    return unknown;
  }

  Optional<String> queue(String task) {
    return routes.stream()
        .filter(route -> Glob.matches(route.pattern(), task))
        .map(Route::queue)
        .findFirst()
        .or(() -> byDefault);
  }

  private void add(PythonValue value) {
    if (value instanceof Dict dict) {
      dict.pairs().forEach(pair -> add(pair.key(), pair.value()));
    } else if (value instanceof Items items && isPair(items)) {
      add(items.items().get(0), items.items().get(1));
    } else if (value instanceof Items items) {
      items.items().forEach(this::add);
    } else {
      unknown.add(value);
    }
  }

  private static boolean isPair(Items items) {
    return items.items().size() == 2
        && items.items().get(0) instanceof Text
        && (items.items().get(1) instanceof Dict || items.items().get(1) instanceof Text);
  }

  private void add(PythonValue pattern, PythonValue route) {
    Optional<PythonValue> queue =
        route instanceof Dict dict
            ? dict.get("queue").or(() -> dict.pairs().stream().map(Pair::value).findFirst())
            : Optional.of(route);
    if (pattern instanceof Text text && queue.isPresent() && queue.get() instanceof Text name) {
      routes.add(new Route(text.text(), name.text()));
    } else {
      unknown.add(route);
    }
  }
}
