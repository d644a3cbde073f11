// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.audit;

import io.celeryroot.sign.Seal;
import io.celeryroot.sign.Seals;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A look at the newest entries, and at as many older ones as it takes to judge those by their
 * numbers. Used once, by one thread.
 */
final class AuditReading {

  /** So many are kept, and a few more: the oldest are dropped. */
  static final int KEPT = 10_000;

  /** Longest time between a signed entry and its copy, since both are near their signature. */
  private static final Duration COPIED_WITHIN = Seal.CLOCK_SKEW.multipliedBy(2);

  private final Seals seals;
  private final Instant since;
  private final Predicate<AuditEntry> wanted;
  private final int limit;
  private final Map<String, Long> newest;
  private final List<StoredEntry> read = new ArrayList<>();
  private final Set<String> open;
  private Instant oldest;
  private int shown;
  private int found;
  private int seen;

  /**
   * @param since entries before are not shown
   * @param limit most of those that are wanted to show
   * @param newest numbers that this account wrote last, by chain
   */
  AuditReading(
      Seals seals,
      Instant since,
      Predicate<AuditEntry> wanted,
      int limit,
      Map<String, Long> newest) {
    this.seals = seals;
    this.since = since;
    this.wanted = wanted;
    this.limit = limit;
    this.newest = newest;
    this.open = new HashSet<>(newest.keySet());
    this.oldest = seals.now();
  }

  /**
   * Takes the next older entry.
   *
   * @return false: no more are needed
   */
  boolean add(Instant at, Map<String, String> fields) {
    seen++;
    if (shown == seen - 1 && found < limit && !at.isBefore(since)) {
      show(at, StoredEntry.read(seals, at, fields));
      return true;
    }
    judgeBy(at, fields);
    return !open.isEmpty();
  }

  private void show(Instant at, StoredEntry stored) {
    read.add(stored);
    if (stored.isNumbered()) {
      open.add(stored.chain());
    }
    found += wanted.test(stored.entry()) ? 1 : 0;
    shown++;
    oldest = at;
  }

  /** Keeps an older entry, unless those that are shown can be judged without it. */
  private void judgeBy(Instant at, Map<String, String> fields) {
    if (open.contains(StoredEntry.chain(fields))) {
      StoredEntry stored = StoredEntry.read(seals, at, fields);
      read.add(stored);
      if (stored.isNumbered() && at.isBefore(oldest.minus(COPIED_WITHIN))) {
        open.remove(stored.chain());
      }
    }
  }

  /**
   * Entries to show, newest first.
   *
   * @param isEnd the last one that was taken is the oldest that is kept
   */
  List<AuditEntry> rows(boolean isEnd) {
    AuditChains chains = new AuditChains(read, isEnd && seen < KEPT);
    List<AuditEntry> rows = new ArrayList<>();
    newest.forEach((chain, number) -> rows.addAll(chains.missingAfter(chain, number, seals.now())));
    for (int i = 0; i < shown; i++) {
      chains.entry(i).filter(wanted).ifPresent(rows::add);
      rows.addAll(chains.missingBefore(i));
    }
    return rows;
  }
}
