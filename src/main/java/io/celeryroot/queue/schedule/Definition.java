// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.schedule;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The definition of a schedule from some time on.
 *
 * @param at when a Beat found it, by the clock of Redis
 * @param values as {@code cl config show} has them, secrets masked
 */
public record Definition(Instant at, Map<String, Object> values) {

  public Definition {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }
}
