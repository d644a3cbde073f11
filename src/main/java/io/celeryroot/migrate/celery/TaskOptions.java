// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.celery;

import io.celeryroot.migrate.celery.PythonValue.Dict;
import io.celeryroot.migrate.celery.PythonValue.Num;
import io.celeryroot.migrate.celery.PythonValue.Pair;
import io.celeryroot.migrate.celery.PythonValue.Span;
import io.celeryroot.migrate.celery.PythonValue.Text;
import io.celeryroot.migrate.celery.PythonValue.Unknown;
import io.celeryroot.text.Quote;
import io.celeryroot.text.UnreadableValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The options of an entry that decide how its message is sent. */
final class TaskOptions {

  private final Map<String, String> sent = new LinkedHashMap<>();
  private final List<UnreadableValue> problems = new ArrayList<>();

  TaskOptions(Dict options) {
    for (Pair pair : options.pairs()) {
      String option = pair.key() instanceof Text key ? key.text() : "";
      try {
        sent.put(option, text(option, pair.value()));
      } catch (UnreadableValue mistake) {
        problems.add(mistake);
      }
    }
  }

  /**
   * The options as texts, in the order of the file: where to send, how, from when and until when.
   */
  Map<String, String> sent() {
    return sent;
  }

  /** The options that the message will not have. */
  List<UnreadableValue> problems() {
    return problems;
  }

  Optional<String> get(String option) {
    return Optional.ofNullable(sent.get(option));
  }

  /** The seconds after which the message is not executed any more. */
  Optional<BigDecimal> expires() {
    return get("expires").map(BigDecimal::new);
  }

  /** Makes the message that an option is left out. */
  static UnreadableValue notSent(String option, String hint) {
    return new UnreadableValue(
        "celery-option", "the option " + option + " is not sent with the message", hint);
  }

  private static String text(String option, PythonValue value) {
    if (value instanceof Unknown why) {
      throw why.mistake(option + " ");
    }
    return switch (option) {
      case "queue", "exchange", "routing_key", "serializer" -> name(option, value);
      case "expires", "countdown" -> seconds(option, value).toPlainString();
      case "ignore_result", "retry", "retry_policy", "shadow", "time_limit", "soft_time_limit" ->
          throw notSent(option, "set it on the task, or in the settings of the workers");
      case "priority" -> throw notSent(option, "give urgent tasks a queue of their own");
      default -> throw notSent(Quote.of(option), "set it on the task");
    };
  }

  private static String name(String option, PythonValue value) {
    if (value instanceof Text text) {
      return text.text();
    }
    throw new UnreadableValue(
        "celery-option", option + " is not text: " + value.shown(), "write text");
  }

  private static BigDecimal seconds(String option, PythonValue value) {
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
}
