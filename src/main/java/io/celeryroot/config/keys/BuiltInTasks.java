// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys;

import io.celeryroot.config.Action;
import io.celeryroot.config.ClassPathText;
import io.celeryroot.config.LazyMap;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.config.schema.Key;
import io.celeryroot.config.schema.NameRule;
import io.celeryroot.config.schema.NamedSections;
import io.celeryroot.config.schema.Section;
import io.celeryroot.config.schema.Types;
import io.celeryroot.config.schema.Values;
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

  private static final Section<TaskDefinition> SECTION =
      new Section<>(
          new Section.About("built-in task", "tasks.<task>", ""),
          Stream.<Key<TaskDefinition, ?>>concat(
                  TaskKeys.TASK.keys().stream(), Stream.of(SCRIPT_FILE))
              .toList());

  private static final Key<Void, List<Values>> TASKS =
      Key.hidden("tasks", NamedSections.of(NameRule.NAME, SECTION));

  private static final Section<Void> FILE =
      new Section<>(new Section.About("built-in tasks", "", ""), List.of(TASKS));

  private BuiltInTasks() {}

  /** The text of each task, so that only the tasks that are asked for are parsed. */
  private static final class Texts {

    private static final String INDENT = "  ";
    private static final Map<String, String> BY_NAME = split(resource("tasks.yaml"));

    /** Splits at the lines that are indented once: those are the names. */
    private static Map<String, String> split(String file) {
      Map<String, StringBuilder> texts = new LinkedHashMap<>();
      StringBuilder text = new StringBuilder();
      for (String line : file.split("\n", -1)) {
        if (line.startsWith(INDENT) && line.endsWith(":") && isName(line.charAt(2))) {
          text = new StringBuilder("tasks:\n");
          texts.put(line.substring(INDENT.length(), line.length() - 1), text);
        }
        text.append(line).append('\n');
      }
      Map<String, String> byName = new LinkedHashMap<>();
      texts.forEach((name, found) -> byName.put(name, found.toString()));
      return byName;
    }

    private static boolean isName(char first) {
      return first >= 'a' && first <= 'z';
    }
  }

  /**
   * All built-in tasks; each is read when it is asked for.
   *
   * @param defaults values that they do not have themselves
   */
  public static Map<String, TaskDefinition> read(Optional<Values> defaults) {
    return new LazyMap<>(
        Texts.BY_NAME.keySet(), name -> read(Texts.BY_NAME.get(name), defaults).get(name));
  }

  /** Reads a text of {@code tasks:} with any number of built-in tasks. */
  static Map<String, TaskDefinition> read(String text, Optional<Values> defaults) {
    Problems problems = new Problems();
    Reading reading = Reading.strict(Map.of(), problems, new ArrayList<>());
    Map<String, TaskDefinition> tasks = new LinkedHashMap<>();
    TreeBuilder.build(SourceText.builtIn(text), problems, new ArrayList<>())
        .flatMap(tree -> Values.open(reading, tree, FILE))
        .flatMap(file -> file.find(TASKS))
        .orElse(List.of())
        .forEach(values -> tasks.put(values.name(), task(values.over(defaults))));
    if (!problems.isEmpty()) {
      throw new IllegalStateException("built-in tasks: " + problems.sorted().get(0));
    }
    return tasks;
  }

  private static TaskDefinition task(Values values) {
    String script = resource(values.find(SCRIPT_FILE).orElseThrow());
    return TaskKeys.task(values, new Action.Script(script));
  }

  static String resource(String name) {
    return ClassPathText.of(FOLDER + name);
  }
}
