// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One entry of {@code tasks:} to write. Two that are equal are written once.
 *
 * @param name as it should be, not yet unique or a valid name
 * @param keys values by key of cl.yaml, in the order to write: texts, numbers, lists and maps.
 *     Placeholders of cl.yaml in them are escaped
 * @param isNamed true: it gets that name, although a built-in task has it
 */
public record Task(String name, Map<String, Object> keys, boolean isNamed) {

  public Task {
    keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
  }

  /** Returns a text in which nothing is a placeholder of an environment variable. */
  public static String escaped(String text) {
    return text.replace("${", "$${");
  }

  /** Returns a text that is one argument of a command: braces stand for parameters there. */
  public static String inArgument(String text) {
    return escaped(text).replace("{", "{{").replace("}", "}}");
  }

  /** A task whose name only resembles the one that it gets. */
  public Task(String name, Map<String, Object> keys) {
    this(name, keys, false);
  }
}
