// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import io.celeryroot.config.Action;
import io.celeryroot.config.LazyMap;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.config.keys.Key;
import io.celeryroot.config.keys.Section;
import io.celeryroot.config.keys.Shape;
import io.celeryroot.config.keys.TaskKeys;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The tasks that Celeryroot brings: the same syntax, and {@code script_file} in place of {@code
 * script}.
 */
final class BuiltInTasks {

  private static final String FOLDER = "/io/celeryroot/task/builtin/";
  private static final Section SECTION =
      new Section(
          "built-in task",
          "tasks.<task>",
          "",
          "",
          Stream.concat(
                  TaskKeys.TASK.keys().stream(),
                  Stream.of(new Key("script_file", Shape.of(Shape.Kind.TEXT), false, "", "")))
              .toList(),
          Map.of());
  private static final Section FILE =
      new Section(
          "built-in tasks",
          "",
          "",
          "",
          List.of(new Key("tasks", Shape.of(Shape.Kind.NAMED_SECTIONS, SECTION), true, "", "")),
          Map.of());

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

  /** All of them, with the file's defaults in what they leave open; each is read when asked for. */
  static Map<String, TaskDefinition> read(TaskSettings defaults) {
    return new LazyMap<>(
        Texts.BY_NAME.keySet(), name -> read(Texts.BY_NAME.get(name), defaults).get(name));
  }

  /** Reads a text of {@code tasks:} with any number of built-in tasks. */
  static Map<String, TaskDefinition> read(String text, TaskSettings defaults) {
    Problems problems = new Problems();
    Reading reading = new Reading(problems, new Placeholders(Map.of(), true, problems));
    Map<String, TaskDefinition> tasks = new LinkedHashMap<>();
    TreeBuilder.build(new SourceText("tasks.yaml", text), problems, new ArrayList<>())
        .flatMap(tree -> SectionReader.open(reading, tree, FILE))
        .ifPresent(
            top ->
                top.named("tasks", NameRule.NAME)
                    .forEach(entry -> read(reading, defaults, entry, tasks)));
    if (!problems.isEmpty()) {
      throw new IllegalStateException("built-in " + problems.sorted().get(0));
    }
    return tasks;
  }

  private static void read(
      Reading reading, TaskSettings defaults, Node.Entry entry, Map<String, TaskDefinition> tasks) {
    SectionReader section = SectionReader.open(reading, entry.value(), SECTION).orElseThrow();
    Action action = new Action.Script(resource(section.text("script_file").orElseThrow()));
    tasks.put(entry.name(), new TasksReader(reading, defaults).builtIn(entry, section, action));
  }

  static String resource(String name) {
    try (InputStream in = BuiltInTasks.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IllegalStateException("no class path resource " + FOLDER + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
