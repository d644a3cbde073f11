// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.audit;

import io.celeryroot.job.Keys;
import io.celeryroot.job.sign.AuditSeal;
import io.celeryroot.redis.Redis;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import redis.clients.jedis.params.XAddParams;
import redis.clients.jedis.resps.StreamEntry;

/** The record of what operators did, at most about 10 000 entries. Thread-safe. */
public final class AuditLog {

  private static final int MOST = 10_000;
  private static final int PAGE = 500;

  private final Redis redis;

  /**
   * @param redis stays the caller's
   */
  public AuditLog(Redis redis) {
    this.redis = redis;
  }

  /** Adds an entry; drops the oldest when there are too many. */
  public void write(AuditEntry entry) {
    XAddParams bounded = XAddParams.xAddParams().maxLen(MOST).approximateTrimming();
    Map<String, String> fields = entry.fields();
    AuditSeal.of(redis.seals(), entry.fields())
        .ifPresent(seal -> fields.put(AuditEntry.SEAL, seal));
    redis.callOnce("writing to the audit log", j -> j.xadd(Keys.AUDIT, bounded, fields));
  }

  /**
   * The newest entries that are wanted, newest first.
   *
   * @param since entries before are left out
   * @param limit most to return
   */
  public List<AuditEntry> read(Instant since, Predicate<AuditEntry> wanted, int limit) {
    List<AuditEntry> found = new ArrayList<>();
    String first = String.valueOf(Math.max(0, since.toEpochMilli()));
    String end = "+";
    while (found.size() < limit) {
      String last = end;
      List<StreamEntry> page =
          redis.call("reading the audit log", j -> j.xrevrange(Keys.AUDIT, last, first, PAGE));
      page.stream()
          .map(entry -> AuditEntry.of(redis.seals(), at(entry), entry.getFields()))
          .filter(wanted)
          .limit(limit - (long) found.size())
          .forEach(found::add);
      if (page.size() < PAGE) {
        return found;
      }
      end = "(" + page.get(PAGE - 1).getID();
    }
    return found;
  }

  private static Instant at(StreamEntry entry) {
    return Instant.ofEpochMilli(entry.getID().getTime());
  }
}
