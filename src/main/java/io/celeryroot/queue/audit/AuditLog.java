// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.audit;

import io.celeryroot.job.Keys;
import io.celeryroot.redis.Redis;
import io.celeryroot.sign.Counters;
import io.celeryroot.sign.Counters.Count;
import io.celeryroot.sign.Seals;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import redis.clients.jedis.params.XAddParams;
import redis.clients.jedis.resps.StreamEntry;

/**
 * The record of what operators did, at most about 10 000 entries. Signed ones have numbers, so that
 * those that are missing are noticed. Thread-safe.
 */
public final class AuditLog {

  private static final int PAGE = 500;

  private final Redis redis;
  private final Seals seals;
  private final Optional<Counters> counters;

  /**
   * @param redis stays the caller's
   */
  public AuditLog(Redis redis) {
    this.redis = redis;
    this.seals = redis.seals();
    this.counters = seals.counters().filter(any -> seals.signer().isPresent());
  }

  /**
   * Adds an entry; drops the oldest when there are too many.
   *
   * @return why it has no number, though it is signed; empty: it has, or needs none
   */
  public Optional<String> write(AuditEntry entry) {
    if (counters.isEmpty()) {
      add(entry, Optional.empty());
      return Optional.empty();
    }
    String chain = StoredEntry.chain(seals.signer().orElseThrow(), entry.host());
    try {
      counters
          .get()
          .use(seals.ofSite(chain), () -> highest(chain), count -> add(entry, Optional.of(count)));
      return Optional.empty();
    } catch (IOException e) {
      add(entry, Optional.empty());
      return Optional.of("cannot write " + counters.get() + ": " + e);
    }
  }

  private void add(AuditEntry entry, Optional<Count> count) {
    XAddParams bounded = XAddParams.xAddParams().maxLen(AuditReading.KEPT).approximateTrimming();
    Map<String, String> fields = StoredEntry.fields(seals, entry, count);
    redis.callOnce("writing to the audit log", j -> j.xadd(Keys.AUDIT, bounded, fields));
  }

  /** Finds the highest number of a chain, of which this host has no memory. */
  private long highest(String chain) {
    List<StoredEntry> found = new ArrayList<>();
    walk(
        (at, fields) -> {
          if (StoredEntry.chain(fields).equals(chain)) {
            found.add(StoredEntry.read(seals, at, fields));
          }
          return true;
        });
    return found.stream().mapToLong(own -> own.count().number()).max().orElse(0);
  }

  /**
   * The newest entries that are wanted, newest first. Where entries are missing between those that
   * were looked at, there is one that tells it, wanted or not; the limit does not count it.
   *
   * @param since entries before are left out
   * @param limit most to return
   */
  public List<AuditEntry> read(Instant since, Predicate<AuditEntry> wanted, int limit) {
    AuditReading reading = new AuditReading(seals, since, wanted, limit, newest());
    boolean isEnd = walk(reading::add);
    return reading.rows(isEnd);
  }

  /** The newest numbers that this account gave on this host, before Redis is asked for them. */
  private Map<String, Long> newest() {
    Map<String, Long> newest = new HashMap<>();
    try {
      if (counters.isPresent()) {
        String signer = seals.signer().orElseThrow();
        String start = seals.ofSite(StoredEntry.chain(signer, ""));
        counters
            .get()
            .newest(start)
            .forEach((host, number) -> newest.put(StoredEntry.chain(signer, host), number));
      }
    } catch (IOException e) {
      // The next command that writes an entry tells it.
    }
    return newest;
  }

  /**
   * Reads entries, newest first.
   *
   * @param goesOn gets time and fields of each; false: no more are needed
   * @return false: there may be more
   */
  private boolean walk(BiPredicate<Instant, Map<String, String>> goesOn) {
    String end = "+";
    while (true) {
      String last = end;
      List<StreamEntry> page =
          redis.call("reading the audit log", j -> j.xrevrange(Keys.AUDIT, last, "-", PAGE));
      for (StreamEntry entry : page) {
        Instant at = Instant.ofEpochMilli(entry.getID().getTime());
        if (!goesOn.test(at, entry.getFields())) {
          return false;
        }
      }
      if (page.size() < PAGE) {
        return true;
      }
      end = "(" + page.get(PAGE - 1).getID();
    }
  }
}
