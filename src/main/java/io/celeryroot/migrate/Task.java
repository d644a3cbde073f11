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
 */
public record Task(String name, Map<String, Object> keys) {

  public Task {
    keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
  }
}
