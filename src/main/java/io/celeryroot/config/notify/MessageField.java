// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.notify;

import io.celeryroot.text.EnumWords;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The fields of a message, which {@code body:} and the parameters of a task may name. */
public enum MessageField {
  /** Word of the event. */
  EVENT,
  /** One line. */
  SUBJECT,
  /** The whole message for people, several lines. */
  TEXT,
  SCHEDULE,
  TASK,
  /** ID of the run. */
  RUN,
  /** Due instant of the run. */
  DUE,
  /** Hosts, separated by commas. */
  HOSTS,
  /** Outcome of a job, or another short reason. */
  REASON,
  /** Time at which it was noticed. */
  TIME,
  /** Number of further messages that this one stands for. */
  MORE;

  private static final Pattern BRACES = Pattern.compile("\\{([a-z_]+)\\}");

  /** The name in braces, and the key in JSON. */
  public String key() {
    return EnumWords.of(this);
  }

  /** All names, in order. */
  public static List<String> keys() {
    return Arrays.stream(values()).map(MessageField::key).toList();
  }

  /** The first name in braces that is not one of a field. */
  public static Optional<String> unknownIn(String template) {
    return BRACES
        .matcher(template)
        .results()
        .map(found -> found.group(1))
        .filter(name -> !keys().contains(name))
        .findFirst();
  }

  /**
   * Fills in a template; other braces stay.
   *
   * @param value finds the text of a field by its key
   */
  public static String fill(String template, Function<String, String> value) {
    return BRACES
        .matcher(template)
        .replaceAll(found -> Matcher.quoteReplacement(value.apply(found.group(1))));
  }
}
