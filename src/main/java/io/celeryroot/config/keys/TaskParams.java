// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys;

import io.celeryroot.config.Param;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.config.schema.NameRule;
import io.celeryroot.config.schema.Schemas;
import io.celeryroot.config.schema.Type;
import io.celeryroot.config.schema.Types;
import io.celeryroot.config.schema.Values;
import io.celeryroot.config.yaml.Fix;
import io.celeryroot.config.yaml.Node;
import io.celeryroot.config.yaml.Reading;
import io.celeryroot.config.yaml.Scalar;
import io.celeryroot.text.Mask;
import io.celeryroot.text.Nearest;
import io.celeryroot.text.Quote;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The parameter values of one schedule or step, checked by the rules of its task. */
final class TaskParams {

  /** Names and values that depend on the task. */
  static final Type<List<Node.Entry>> TYPE =
      Type.<List<Node.Entry>>of(
              "a map of parameters and their values",
              (reading, node) -> Optional.of(reading.entries(node)),
              schemas -> Schemas.map(Schemas.scalars(), NameRule.VARIABLE))
          .orEmptyMap();

  private final Values owner;
  private final Reading reading;
  private final Optional<TaskDefinition> task;

  /**
   * Parameters of a schedule or step.
   *
   * @param task empty when it is unknown: then nothing is checked, and every value is hidden
   */
  TaskParams(Values values, Optional<TaskDefinition> task) {
    this.owner = values;
    this.reading = values.reading();
    this.task = task;
  }

  /**
   * The values as cl.yaml writes them.
   *
   * @param task says which of them are secret and masked; empty: all are
   */
  static Map<String, Object> shown(Map<String, String> params, Optional<TaskDefinition> task) {
    Map<String, Object> shown = new LinkedHashMap<>();
    Set<String> secrets = task.map(found -> found.secretsIn(params)).orElse(params.keySet());
    params.forEach(
        (name, value) ->
            shown.put(name, secrets.contains(name) ? Mask.TEXT : Types.escaped(value)));
    return shown;
  }

  /** Reads the values, and reports those that break a rule of the task or are missing. */
  Map<String, String> read(List<Node.Entry> entries) {
    Map<String, String> params = new LinkedHashMap<>();
    for (Node.Entry entry : entries) {
      Optional<Param> param = task.flatMap(found -> param(found, entry.name()));
      if (param.map(Param::secret).orElse(true)) {
        reading.hide(entry.value());
      }
      if (param.isEmpty()) {
        task.ifPresent(found -> unknown(found, entry.key()));
      }
      value(entry.value(), param).ifPresent(value -> params.put(entry.name(), value));
    }
    List<String> given = entries.stream().map(Node.Entry::name).toList();
    task.ifPresent(found -> checkRequired(found, given));
    return params;
  }

  private Optional<String> value(Node node, Optional<Param> param) {
    if (node.isEmpty()) {
      reading.report(
          node, "empty", "nothing here, need text", Fix.say("write \"\" for empty text"));
      return Optional.empty();
    }
    if (node instanceof Node.Items items && param.filter(Param::many).isPresent()) {
      List<String> words = new ArrayList<>();
      items.items().forEach(item -> value(item, param).ifPresent(words::add));
      return Optional.of(String.join(" ", words));
    }
    Optional<Scalar> value = reading.scalar(node, "text");
    value.ifPresent(found -> param.ifPresent(rules -> check(rules, found)));
    return value.map(Scalar::text);
  }

  private void check(Param param, Scalar value) {
    ParamRules.check(reading, param, value, "");
    task.ifPresent(found -> ParamRules.checkDash(reading, param, found.action(), value));
  }

  private void unknown(TaskDefinition task, Node.Text key) {
    List<String> names = task.params().stream().map(Param::name).toList();
    String listed = names.isEmpty() ? "; it has none" : Nearest.listed("parameters", names);
    reading.report(
        key,
        "unknown-name",
        "task " + Quote.of(task.name()) + " has no parameter " + Quote.of(key.text()) + listed,
        Fix.suggest(key, Nearest.to(key.text(), names)));
  }

  private void checkRequired(TaskDefinition task, List<String> given) {
    for (Param param : task.params()) {
      if (param.required() && !given.contains(param.name())) {
        reading.report(
            owner.anchor(),
            "missing-param",
            "task " + Quote.of(task.name()) + " requires the parameter " + Quote.of(param.name()),
            Fix.say("add \"params:\" with \"" + param.name() + ":\" below it"));
      }
    }
  }

  private static Optional<Param> param(TaskDefinition task, String name) {
    return task.params().stream().filter(param -> param.name().equals(name)).findFirst();
  }
}
