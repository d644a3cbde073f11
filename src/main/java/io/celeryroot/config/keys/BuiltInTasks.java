// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys;

import io.celeryroot.config.Action;
import io.celeryroot.config.ClassPathText;
import io.celeryroot.config.LazyMap;
import io.celeryroot.config.Param;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.config.command.Shebang;
import io.celeryroot.config.schema.Key;
import io.celeryroot.config.schema.Section;
import io.celeryroot.config.schema.Types;
import io.celeryroot.config.schema.Values;
import io.celeryroot.config.security.Security;
import io.celeryroot.config.yaml.Fix;
import io.celeryroot.config.yaml.Node;
import io.celeryroot.config.yaml.Problems;
import io.celeryroot.config.yaml.Reading;
import io.celeryroot.config.yaml.SourceText;
import io.celeryroot.config.yaml.TreeBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The tasks that Celeryroot brings. Their file has the syntax of cl.yaml, with {@code script_file}
 * in place of {@code script}. A task without one calls a bean of Celeryroot.
 */
public final class BuiltInTasks {

  private static final String FOLDER = "/io/celeryroot/task/builtin/";

  /** The task behind {@code cl task conditions}. It calls a bean and runs no program. */
  public static final String CONDITIONS = "conditions";

  /** The longest {@code kill_after} of a built-in task. */
  public static final Duration LONGEST_KILL_AFTER = Duration.ofMinutes(2);

  private static final Key<TaskDefinition, String> SCRIPT_FILE =
      Key.hidden("script_file", Types.TEXT);

  private static final List<Key<TaskDefinition, ?>> KEYS =
      Stream.concat(TaskKeys.TASK.keys().stream(), Stream.of(SCRIPT_FILE)).toList();

  private static final Section<TaskDefinition> SECTION =
      new Section<>("built-in task", "tasks.<task>", "", KEYS);

  private static final Map<String, String> TEXTS = texts(resource("tasks.yaml"));

  private BuiltInTasks() {}

  /** The text of each task, which begins with its name, the only line that is indented once. */
  private static Map<String, String> texts(String file) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (String text : file.split("(?m)^(?=  [a-z_]+:$)", -1)) {
      int end = text.indexOf(':');
      if (text.startsWith("  ")) {
        texts.put(text.substring(0, end).strip(), text);
      }
    }
    return texts;
  }

  public static Set<String> names() {
    return TEXTS.keySet();
  }

  /**
   * All built-in tasks by name; each is read when it is asked for.
   *
   * @param defaults values that they do not have themselves
   * @param security says which values their parameters take
   */
  public static Map<String, TaskDefinition> read(Optional<Values> defaults, Security security) {
    return new LazyMap<>(
        Map.of(), TEXTS.keySet(), name -> task(TEXTS.get(name), defaults, security));
  }

  private static TaskDefinition task(String text, Optional<Values> defaults, Security security) {
    Problems problems = new Problems();
    Reading reading = Reading.strict(Map.of(), problems, new ArrayList<>());
    Node tree =
        TreeBuilder.build(SourceText.builtIn(text), problems, new ArrayList<>(), Fix.NONE)
            .orElseThrow();
    Node.Entry entry = ((Node.Entries) tree).entries().get(0);
    Values values = Values.open(reading, entry.value(), SECTION).orElseThrow().over(defaults);
    List<Param> params =
        TaskKeys.params(values).stream()
            .map(param -> param.allowing(security.allowed(param.name())))
            .toList();
    Action action =
        values
            .find(SCRIPT_FILE)
            .<Action>map(file -> new Action.Script(resource(file), Shebang.SHELL))
            .orElseGet(() -> TaskKeys.action(values, params, Set.of()));
    TaskDefinition task = TaskKeys.task(values, params, action);
    if (!problems.isEmpty()) {
      throw new IllegalStateException("built-in tasks: " + problems.sorted().get(0));
    }
    return task;
  }

  private static String resource(String name) {
    return ClassPathText.of(FOLDER + name);
  }
}
