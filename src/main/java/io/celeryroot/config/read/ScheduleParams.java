// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import io.celeryroot.config.Param;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.config.keys.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code params} of a schedule, checked by the rules of its task. */
final class ScheduleParams {

  private static final Shape TEXT = Shape.of(Shape.Kind.TEXT);

  private final Reading reading;
  private final References references;

  ScheduleParams(Reading reading, References references) {
    this.reading = reading;
    this.references = references;
  }

  Map<String, String> read(Node.Text schedule, SectionReader section, Optional<String> taskName) {
    Optional<TaskDefinition> task = taskName.flatMap(references::task);
    Map<String, String> params = new LinkedHashMap<>();
    List<String> given = new ArrayList<>();
    for (Node.Entry entry :
        section
            .node("params")
            .flatMap(node -> Values.entries(reading, node, Values.NAMES))
            .map(Node.Entries::entries)
            .orElse(List.of())) {
      given.add(entry.name());
      Optional<Param> param = task.flatMap(found -> param(found, entry.name()));
      if (task.isEmpty() || param.isEmpty() || param.get().secret()) {
        reading.hide(entry.value());
      }
      if (task.isPresent() && param.isEmpty()) {
        unknown(task.get(), entry.key());
      }
      value(entry.value(), param).ifPresent(value -> params.put(entry.name(), value));
    }
    task.ifPresent(found -> checkRequired(schedule, found, given));
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
    Optional<Value> value = Values.value(reading, node, TEXT);
    value.ifPresent(found -> param.ifPresent(rules -> ParamRules.check(reading, rules, found, "")));
    return value.map(Value::text);
  }

  private void unknown(TaskDefinition task, Node.Text key) {
    List<String> names = task.params().stream().map(Param::name).toList();
    String listed = names.isEmpty() ? "; it has none" : Suggestions.listed("parameters", names);
    reading.report(
        key,
        "unknown-name",
        "task " + Quote.of(task.name()) + " has no parameter " + Quote.of(key.text()) + listed,
        Fix.suggest(key, Suggestions.nearest(key.text(), names)));
  }

  private void checkRequired(Node.Text schedule, TaskDefinition task, List<String> given) {
    for (Param param : task.params()) {
      if (param.required() && !given.contains(param.name())) {
        reading.report(
            schedule,
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
