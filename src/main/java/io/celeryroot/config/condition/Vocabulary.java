// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.condition;

import io.celeryroot.condition.Fact;
import io.celeryroot.condition.FactUse;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Param;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.text.Nearest;
import io.celeryroot.text.Quote;
import io.celeryroot.text.UnreadableValue;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The names that conditions may use: facts, those of the file included, and tasks. */
public final class Vocabulary {

  private static final String SERVICE = "[A-Za-z0-9@_][A-Za-z0-9:@_.\\\\-]{0,250}";

  private final Map<String, FactUse> named;
  private final Supplier<List<String>> ownTasks;
  private final Set<String> allTasks;
  private final Function<String, Optional<TaskDefinition>> tasks;

  /**
   * @param named facts of the file by name
   * @param ownTasks names of the tasks of the file, for lists in messages; asked for then only
   * @param allTasks names of all tasks
   * @param tasks by name; empty: cannot be read
   */
  public Vocabulary(
      Map<String, FactUse> named,
      Supplier<List<String>> ownTasks,
      Collection<String> allTasks,
      Function<String, Optional<TaskDefinition>> tasks) {
    this.named = Map.copyOf(new LinkedHashMap<>(named));
    this.ownTasks = ownTasks;
    this.allTasks = new LinkedHashSet<>(allTasks);
    this.tasks = tasks;
  }

  public static Vocabulary of(ClConfig config) {
    return new Vocabulary(
        config.facts(),
        () ->
            config.tasks().keySet().stream()
                .filter(name -> config.task(name).filter(TaskDefinition::isBuiltIn).isEmpty())
                .toList(),
        config.tasks().keySet(),
        config::task);
  }

  /** The fact of the file with that name. */
  Optional<FactUse> named(String name) {
    return Optional.ofNullable(named.get(name));
  }

  /** All facts, the built-in ones first. */
  List<String> facts() {
    return Stream.concat(Fact.direct().stream().map(Fact::word), named.keySet().stream().sorted())
        .toList();
  }

  /**
   * Checks the argument of a fact.
   *
   * @param text not empty
   * @throws UnreadableValue its offsets are those of {@code text}
   */
  public String argument(Fact fact, String text) {
    return switch (fact.argument()) {
      case PATH, PATH_OR_ROOT -> path(text);
      case SERVICE -> service(text);
      case TASK -> task(fact, text);
      case NONE -> throw new IllegalArgumentException(fact.word());
    };
  }

  private static String path(String text) {
    if (!text.startsWith("/")) {
      throw new UnreadableValue(
          "path-absolute", "not an absolute path", "write the path from \"/\" on");
    }
    return text;
  }

  private static String service(String text) {
    if (!text.matches(SERVICE)) {
      throw new UnreadableValue(
          "service-name", "not the name of a service", "write its unit, such as \"nginx\"");
    }
    return text;
  }

  private String task(Fact fact, String name) {
    if (!allTasks.contains(name)) {
      Optional<String> near = Nearest.to(name, allTasks);
      String message = "no task " + Quote.of(name) + Nearest.listed("tasks", ownTasks.get());
      throw new UnreadableValue("unknown-name", message, "", near);
    }
    Optional<Param> required =
        fact.runsTask()
            ? tasks
                .apply(name)
                .flatMap(task -> task.params().stream().filter(Param::required).findFirst())
            : Optional.empty();
    if (required.isPresent()) {
      String message =
          "task %s requires the parameter %s, and a fact gives none"
              .formatted(Quote.of(name), Quote.of(required.get().name()));
      throw new UnreadableValue("missing-param", message, "write a task that needs no parameters");
    }
    return name;
  }
}
