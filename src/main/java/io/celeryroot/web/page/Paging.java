// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.page;

import io.celeryroot.web.part.Address;
import io.celeryroot.web.part.Pager;
import io.celeryroot.web.part.Part;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A page of a long list.
 *
 * @param <T> kind of the entries
 * @param shown entries of this page
 * @param page number of this page, 1-based
 * @param from number of the first, 1-based
 * @param total number of all
 * @param query that asked for it
 * @param key of the number of the page in the query
 */
record Paging<T>(List<T> shown, int page, int from, int total, Query query, String key) {

  /** Cuts the page out that the query asks for; the last one when it asks for a later one. */
  static <T> Paging<T> of(List<T> all, int size, Query query, String key) {
    int last = Math.max(0, (all.size() - 1) / size);
    int before = Math.min(query.number(key) - 1, last);
    int from = before * size;
    return new Paging<>(
        List.copyOf(all.subList(from, Math.min(all.size(), from + size))),
        before + 1,
        from + 1,
        all.size(),
        query,
        key);
  }

  static <T> Paging<T> of(List<T> all, int size, Query query) {
    return of(all, size, query, "page");
  }

  /** The way to the other pages; none when this is the only one. */
  List<Part> parts() {
    if (shown.size() == total) {
      return List.of();
    }
    int end = from + shown.size() - 1;
    String text = "%d to %d of %d".formatted(from, end, total);
    return List.of(
        new Pager(text, from == 1 ? "" : to(page - 1), end == total ? "" : to(page + 1)));
  }

  private String to(int other) {
    Map<String, String> values = new HashMap<>(query.values());
    values.put(key, other == 1 ? "" : String.valueOf(other));
    return Address.with(query.path(), values);
  }
}
