// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.audit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Judges entries by their numbers: which are there again or out of order, and where some are
 * missing. Pure.
 */
final class AuditChains {

  private final List<StoredEntry> newestFirst;
  private final boolean isWhole;
  private final List<Optional<AuditEntry>> judged = new ArrayList<>();

  /** The entries of each chain by their numbers. */
  private final Map<String, TreeMap<Long, StoredEntry>> chains = new HashMap<>();

  /**
   * @param newestFirst the newest entries, also some that nobody asked for
   * @param isWhole there are no others, and never were so many that the oldest were dropped
   */
  AuditChains(List<StoredEntry> newestFirst, boolean isWhole) {
    this.newestFirst = newestFirst;
    this.isWhole = isWhole;
    for (int i = newestFirst.size() - 1; i >= 0; i--) {
      judged.add(judge(newestFirst.get(i)));
    }
    Collections.reverse(judged);
  }

  /** The entry at a place, with what its number tells against it; empty: written twice at once. */
  Optional<AuditEntry> entry(int place) {
    return judged.get(place);
  }

  /** Looks at an entry after all that are older. */
  private Optional<AuditEntry> judge(StoredEntry stored) {
    AuditEntry entry = stored.entry();
    if (!stored.isNumbered()) {
      return Optional.of(entry);
    }
    long number = stored.count().number();
    TreeMap<Long, StoredEntry> older =
        chains.computeIfAbsent(stored.chain(), any -> new TreeMap<>());
    StoredEntry same = older.putIfAbsent(number, stored);
    long highest = older.lastKey();
    if (same == null) {
      return Optional.of(
          number == highest
              ? entry
              : entry.distrusted("out of order: number %d after %d".formatted(number, highest)));
    }
    if (!same.seal().equals(stored.seal())) {
      return Optional.of(entry.distrusted("number %d again".formatted(number)));
    }
    // A client of a cluster that got no answer sends a command again.
    return number == highest
        ? Optional.empty()
        : Optional.of(entry.distrusted("replayed: also at " + same.entry().at()));
  }

  /** Tells of the entries that are missing right before the one at a place, newest first. */
  List<AuditEntry> missingBefore(int place) {
    StoredEntry stored = newestFirst.get(place);
    TreeMap<Long, StoredEntry> chain = chains.get(stored.chain());
    long number = stored.count().number();
    if (!stored.isNumbered() || judged.get(place).isEmpty() || !chain.get(number).equals(stored)) {
      return List.of();
    }
    Map.Entry<Long, StoredEntry> lower = chain.lowerEntry(number);
    if (lower == null && !isWhole) {
      return List.of();
    }
    AuditEntry entry = stored.entry();
    long known = lower == null ? 0 : lower.getKey();
    long written = Math.max(known, Math.min(number - 1, stored.count().before()));
    String where =
        lower == null
            ? stored.chain() + " before " + entry.at()
            : "%s between %s and %s"
                .formatted(stored.chain(), lower.getValue().entry().at(), entry.at());
    List<AuditEntry> missing = new ArrayList<>();
    add(missing, entry, written, number - 1, "not written, or gone", where);
    add(missing, entry, known, written, "gone", where);
    return missing;
  }

  /**
   * Tells of the entries that are missing after the newest one of a chain.
   *
   * @param written number of the newest that was written
   * @param now time for what is told where the chain has no entry
   */
  List<AuditEntry> missingAfter(String name, long written, Instant now) {
    TreeMap<Long, StoredEntry> chain = chains.getOrDefault(name, new TreeMap<>());
    List<AuditEntry> missing = new ArrayList<>();
    if (!chain.isEmpty()) {
      AuditEntry last = chain.lastEntry().getValue().entry();
      add(missing, last, chain.lastKey(), written, "gone", name + " after " + last.at());
    } else if (isWhole) {
      AuditEntry none = new AuditEntry(now, "", "", "", "", "", -1);
      add(missing, none, 0, written, "gone", name + " before " + now);
    }
    return missing;
  }

  private static void add(
      List<AuditEntry> missing,
      AuditEntry beside,
      long below,
      long last,
      String what,
      String where) {
    long many = last - below;
    if (many > 0) {
      String numbers = many == 1 ? "number " + last : "numbers " + (below + 1) + " to " + last;
      String entries = many == 1 ? "1 entry" : many + " entries";
      String which = what + ": " + entries + " of " + where + ", " + numbers;
      missing.add(beside.missing(which, many));
    }
  }
}
