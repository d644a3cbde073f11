// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Values bound to the parameters of a task.
 *
 * @param values one for each parameter, in the order of {@code params:}, and after them what the
 *     arguments of a command name of the host, by {@code host.NAME}; incomplete with problems
 * @param problems facts with a fix, one line each; the value of a secret is never quoted
 */
public record Binding(Map<String, String> values, List<String> problems) {

  public Binding {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    problems = List.copyOf(problems);
  }

  /** Returns true when a program may be made of these values. */
  public boolean isValid() {
    return problems.isEmpty();
  }

  /** Names the parameters only: a value may be a secret. */
  @Override
  public String toString() {
    return "Binding[values=" + values.keySet() + ", problems=" + problems + "]";
  }
}
