// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.page;

import java.util.Map;
import java.util.Optional;

/**
 * A question to a page.
 *
 * @param path address without the query
 * @param name what the page is about; empty text: it is about the whole site
 * @param values of the query
 */
public record Query(String path, String name, Map<String, String> values) {

  private static final int MOST = 10_000_000;

  public Query {
    values = Map.copyOf(values);
  }

  /** Returns a value; empty text: it is not there. */
  public String get(String key) {
    return values.getOrDefault(key, "").strip();
  }

  /** Returns a value that is not empty. */
  public Optional<String> find(String key) {
    return Optional.of(get(key)).filter(value -> !value.isEmpty());
  }

  /** Returns a number of 1 or more; 1 if there is none. */
  public int number(String key) {
    String value = get(key);
    return value.matches("[1-9][0-9]{0,6}") ? Math.min(Integer.parseInt(value), MOST) : 1;
  }
}
