// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.celery;

import io.celeryroot.migrate.Task;
import io.celeryroot.migrate.celery.Value.Dict;
import io.celeryroot.migrate.celery.Value.Num;
import io.celeryroot.migrate.celery.Value.Pair;
import io.celeryroot.migrate.celery.Value.Span;
import io.celeryroot.migrate.celery.Value.Text;
import io.celeryroot.migrate.celery.Value.Unknown;
import io.celeryroot.text.Quote;
import io.celeryroot.text.UnreadableValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A task that sends a message to Celery workers as Celery Beat does: with {@code celery call}, so
 * that the name, the arguments and the way of the message stay as they are.
 */
final class SendTask {

  private final String name;
  private final List<String> command;
  private final List<UnreadableValue> problems = new ArrayList<>();
  private Optional<BigDecimal> expires = Optional.empty();

  /**
   * Makes the task.
   *
   * @param name of the task in Celery
   * @param celery the program with the options that name the app
   * @param options of the entry
   * @param queue for a task whose options name none; empty: the routes of the app decide
   */
  SendTask(String name, List<String> celery, Dict options, Optional<String> queue) {
    this.name = name;
    this.command = new ArrayList<>(celery);
    command.addAll(List.of("call", escaped(name), "--args={args}", "--kwargs={kwargs}"));
    for (Pair pair : options.pairs()) {
      try {
        option(pair.key() instanceof Text key ? key.text() : "", pair.value());
      } catch (UnreadableValue mistake) {
        problems.add(mistake);
      }
    }
    boolean isRouted = options.get("queue").or(() -> options.get("routing_key")).isPresent();
    queue.filter(given -> !isRouted).ifPresent(given -> command.add("--queue=" + escaped(given)));
  }

  /** Returns the options that the message will not have. */
  List<UnreadableValue> problems() {
    return problems;
  }

  /** Returns the seconds after which the message is not executed any more. */
  Optional<BigDecimal> expires() {
    return expires;
  }

  Task task(String directory) {
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("args", Map.of("default", "[]"));
    params.put("kwargs", Map.of("default", "{}"));
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("command", List.copyOf(command));
    keys.put("params", params);
    keys.put("workdir", directory.replace("${", "$${"));
    return new Task(name.substring(name.lastIndexOf('.') + 1), keys);
  }

  private void option(String option, Value value) {
    if (value instanceof Unknown why) {
      throw new UnreadableValue("celery-value", option + " " + why.why(), why.hint());
    }
    switch (option) {
      case "queue", "exchange", "routing_key", "serializer" ->
          command.add("--" + option.replace('_', '-') + "=" + escaped(text(option, value)));
      case "expires" -> {
        expires = Optional.of(seconds(option, value));
        command.add("--expires=" + expires.get().toPlainString());
      }
      case "countdown" -> command.add("--countdown=" + seconds(option, value).toPlainString());
      case "ignore_result", "retry", "retry_policy", "shadow", "time_limit", "soft_time_limit" ->
          throw new UnreadableValue(
              "celery-option",
              "the option " + option + " is not sent with the message",
              "set it on the task, or in the settings of the workers");
      case "priority" ->
          throw new UnreadableValue(
              "celery-option",
              "the option priority is not sent with the message",
              "give urgent tasks a queue of their own");
      default ->
          throw new UnreadableValue(
              "celery-option",
              "the option " + Quote.of(option) + " is not sent with the message",
              "set it on the task");
    }
  }

  private static String text(String option, Value value) {
    if (value instanceof Text text) {
      return text.text();
    }
    throw new UnreadableValue(
        "celery-option", option + " is not text: " + Calls.shown(value), "write text");
  }

  private static BigDecimal seconds(String option, Value value) {
    BigDecimal seconds =
        value instanceof Num number
            ? number.number()
            : value instanceof Span span ? span.seconds() : BigDecimal.ZERO;
    if (seconds.signum() <= 0) {
      throw new UnreadableValue(
          "celery-option", option + " is not a number of seconds", "write seconds");
    }
    return seconds.stripTrailingZeros();
  }

  private static String escaped(String text) {
    return text.replace("${", "$${").replace("{", "{{").replace("}", "}}");
  }
}
