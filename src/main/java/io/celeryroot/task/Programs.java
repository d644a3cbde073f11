// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task;

import static java.util.stream.Collectors.toSet;

import io.celeryroot.config.Action;
import io.celeryroot.config.Param;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.text.Mask;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes the program of one attempt from a task and the values of its parameters. Pure.
 *
 * <p>A value stays inside its one argument, or arrives as an environment variable: no shell ever
 * reads a character of it as syntax.
 */
public final class Programs {

  private Programs() {}

  /**
   * Makes the program of one attempt.
   *
   * <p>In its environment {@code jobEnvironment} wins over a script's parameters, and these win
   * over {@code env:} of the task.
   *
   * @param values one for each parameter, as bound by {@link Parameters}
   * @param jobEnvironment {@code CL_JOB_ID} and the like
   * @throws IllegalArgumentException the task is a Camel endpoint and has no program
   */
  public static Program of(
      TaskDefinition task, Map<String, String> values, Map<String, String> jobEnvironment) {
    Map<String, String> environment = new LinkedHashMap<>(task.env());
    if (task.action() instanceof Action.Script) {
      environment.putAll(values);
    }
    environment.putAll(jobEnvironment);
    return new Program(argv(task, values), environment);
  }

  /**
   * Returns the arguments for people: secrets are {@code ***}, and a parameter without a value
   * keeps its {@code {name}}.
   *
   * @param values for any of the parameters
   * @return the arguments; of a Camel endpoint its URI alone
   */
  public static List<String> display(TaskDefinition task, Map<String, String> values) {
    Map<String, String> shown = new LinkedHashMap<>(values);
    task.params().stream()
        .filter(Param::secret)
        .forEach(param -> shown.put(param.name(), Mask.TEXT));
    return task.action() instanceof Action.To to ? List.of(to.uri()) : argv(task, shown);
  }

  /**
   * Returns the program of a task as its route names it, with the environment placeholders of
   * cl.yaml.
   */
  public static String program(TaskDefinition task) {
    if (task.action() instanceof Action.Script script) {
      return script.interpreter().get(0);
    }
    if (task.action() instanceof Action.Command command) {
      return command.template().get(0);
    }
    throw new IllegalArgumentException(task.name() + " is an endpoint and has no program");
  }

  /** Returns the values for people: secrets are {@code ***}. */
  public static Map<String, String> masked(TaskDefinition task, Map<String, String> values) {
    Set<String> secrets =
        task.params().stream().filter(Param::secret).map(Param::name).collect(toSet());
    return Mask.values(values, Mask.TEXT, secrets::contains);
  }

  private static List<String> argv(TaskDefinition task, Map<String, String> values) {
    if (task.action() instanceof Action.Command command) {
      List<String> argv = new ArrayList<>();
      argv.add(command.argv().get(0));
      command.argv().stream().skip(1).map(text -> fill(text, values)).forEach(argv::add);
      return argv;
    }
    if (task.action() instanceof Action.Script script) {
      return Stream.concat(script.interpreter().stream(), Stream.of(script.text(), task.name()))
          .toList();
    }
    throw new IllegalArgumentException(task.name() + " is an endpoint and has no program");
  }

  /** Fills placeholders in one pass, so that a value which looks like one stays a value. */
  private static String fill(String template, Map<String, String> values) {
    StringBuilder filled = new StringBuilder();
    int i = 0;
    while (i < template.length()) {
      char c = template.charAt(i);
      boolean doubled = template.startsWith("{{", i) || template.startsWith("}}", i);
      int close = c == '{' && !doubled ? template.indexOf('}', i) : -1;
      String value = close < 0 ? null : values.get(template.substring(i + 1, close));
      filled.append(value == null ? String.valueOf(c) : value);
      i = value != null ? close + 1 : i + (doubled ? 2 : 1);
    }
    return filled.toString();
  }
}
