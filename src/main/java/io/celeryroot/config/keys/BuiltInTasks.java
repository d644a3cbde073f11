// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys;

import io.celeryroot.config.Action;
import io.celeryroot.config.ClassPathText;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.config.schema.Key;
import io.celeryroot.config.schema.Section;
import io.celeryroot.config.schema.Types;
import io.celeryroot.config.schema.Values;
import io.celeryroot.config.yaml.Node;
import io.celeryroot.config.yaml.Problems;
import io.celeryroot.config.yaml.Reading;
import io.celeryroot.config.yaml.SourceText;
import io.celeryroot.config.yaml.TreeBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The tasks that Celeryroot brings. Their file has the syntax of cl.yaml, with {@code script_file}
 * in place of {@code script}.
 */
public final class BuiltInTasks {

  private static final String FOLDER = "/io/celeryroot/task/builtin/";

  private static final Key<TaskDefinition, String> SCRIPT_FILE =
      Key.hidden("script_file", Types.TEXT);

  private static final List<Key<TaskDefinition, ?>> KEYS =
      Stream.concat(TaskKeys.TASK.keys().stream(), Stream.of(SCRIPT_FILE)).toList();

  private static final Section<TaskDefinition> SECTION =
      new Section<>("built-in task", "tasks.<task>", "", KEYS);

  private static final Node.Entries TASKS = tasks();

  private BuiltInTasks() {}

  private static Node.Entries tasks() {
    SourceText text = SourceText.builtIn(resource("tasks.yaml"));
    Node tree = TreeBuilder.build(text, new Problems(), new ArrayList<>()).orElseThrow();
    return (Node.Entries) ((Node.Entries) tree).entry("tasks").orElseThrow().value();
  }

  /**
   * All built-in tasks by name.
   *
   * @param defaults values that they do not have themselves
   * @return can be changed
   */
  public static Map<String, TaskDefinition> read(Optional<Values> defaults) {
    Problems problems = new Problems();
    Reading reading = Reading.strict(Map.of(), problems, new ArrayList<>());
    Map<String, TaskDefinition> tasks = new LinkedHashMap<>();
    for (Node.Entry entry : TASKS.entries()) {
      Values values = Values.open(reading, entry.value(), SECTION).orElseThrow().over(defaults);
      Action script = new Action.Script(resource(values.find(SCRIPT_FILE).orElseThrow()));
      tasks.put(entry.name(), TaskKeys.task(values, script));
    }
    if (!problems.isEmpty()) {
      throw new IllegalStateException("built-in tasks: " + problems.sorted().get(0));
    }
    return tasks;
  }

  private static String resource(String name) {
    return ClassPathText.of(FOLDER + name);
  }
}
