// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate;

import io.celeryroot.config.Source;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One periodic job of an imported file, which becomes an entry of {@code schedules:}.
 *
 * @param source where it stands in that file
 * @param remarks comment lines to write above it, without {@code #}
 * @param name as it should be, not yet unique or a valid name
 * @param task what it runs
 * @param keys further values by key of cl.yaml, in the order to write, {@code targets} included
 * @param times its due instants by the rules of the imported file
 */
public record Entry(
    Source source,
    List<String> remarks,
    String name,
    Task task,
    Map<String, Object> keys,
    SourceTimes times) {

  public Entry {
    remarks = List.copyOf(remarks);
    keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
  }
}
