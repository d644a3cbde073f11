// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys;

import io.celeryroot.config.Action;
import io.celeryroot.config.ClassPathText;
import io.celeryroot.config.LazyMap;
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

  private BuiltInTasks() {}

  /** The file as a tree, once for a process. */
  private static final class Tree {

    private static final Node.Entries TASKS = tasks();

    private static Node.Entries tasks() {
      SourceText text = SourceText.builtIn(resource("tasks.yaml"));
      Node tree = TreeBuilder.build(text, new Problems(), new ArrayList<>()).orElseThrow();
      return (Node.Entries) ((Node.Entries) tree).entry("tasks").orElseThrow().value();
    }
  }

  /**
   * All built-in tasks; each is read when it is asked for.
   *
   * @param defaults values that they do not have themselves
   */
  public static Map<String, TaskDefinition> read(Optional<Values> defaults) {
    return new LazyMap<>(Tree.TASKS.names(), name -> task(name, defaults));
  }

  private static TaskDefinition task(String name, Optional<Values> defaults) {
    Problems problems = new Problems();
    Reading reading = Reading.strict(Map.of(), problems, new ArrayList<>());
    Node node = Tree.TASKS.entry(name).orElseThrow().value();
    Values values = Values.open(reading, node, SECTION).orElseThrow().over(defaults);
    String script = resource(values.find(SCRIPT_FILE).orElseThrow());
    TaskDefinition task = TaskKeys.task(values, new Action.Script(script));
    if (!problems.isEmpty()) {
      throw new IllegalStateException("built-in tasks: " + problems.sorted().get(0));
    }
    return task;
  }

  private static String resource(String name) {
    return ClassPathText.of(FOLDER + name);
  }
}
