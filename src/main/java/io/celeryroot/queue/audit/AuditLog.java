// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.audit;

import io.celeryroot.job.Keys;
import io.celeryroot.redis.Redis;
import io.celeryroot.sign.Counters;
import io.celeryroot.sign.Seals;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
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
  public Optional<IOException> write(AuditEntry entry) {
    if (counters.isEmpty()) {
      writeUnnumbered(entry);
      return Optional.empty();
    }
    try {
      counters
          .get()
          .use(
              counted(entry.host()),
              count -> {
                Map<String, String> fields = StoredEntry.fields(seals, entry, Optional.of(count));
                return () -> add(fields);
              });
      return Optional.empty();
    } catch (IOException e) {
      writeUnnumbered(entry);
      return Optional.of(e);
    }
  }

  /** The file of the numbers; empty: entries need none. */
  public Optional<Path> file() {
    return counters.map(Counters::file);
  }

  /** Adds an entry as above, without a number. */
  public void writeUnnumbered(AuditEntry entry) {
    add(StoredEntry.fields(seals, entry, Optional.empty()));
  }

  private void add(Map<String, String> fields) {
    XAddParams bounded = XAddParams.xAddParams().maxLen(AuditReading.KEPT).approximateTrimming();
    redis.callOnce("writing to the audit log", j -> j.xadd(Keys.AUDIT, bounded, fields));
  }

  /** The name of what is counted: entries of a site and host in one Redis. */
  private String counted(String host) {
    String account = StoredEntry.account(seals.signer().orElseThrow(), host);
    return seals.ofSite(redis.maskedUrl() + " " + account);
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
        counters
            .get()
            .newest(counted(""))
            .forEach(
                (host, count) ->
                    newest.put(StoredEntry.chain(signer, host, count.chain()), count.before()));
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
