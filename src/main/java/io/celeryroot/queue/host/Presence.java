// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.host;

import io.celeryroot.redis.Isolated;
import io.celeryroot.redis.Redis;
import java.time.Instant;
import java.util.Optional;

/**
 * Notes for how long a worker was away, when it is back. Asks Redis nothing while it is there.
 * Thread-safe.
 */
public final class Presence {

  private final Absences absences;
  private final String host;
  private final String worker;
  private final Isolated isolated;

  /** Empty: this process has given no sign yet. */
  private Optional<Instant> last = Optional.empty();

  /**
   * @param isolated keeps a list that somebody else spoiled from keeping the heartbeat
   */
  public Presence(Redis redis, String host, String worker, Isolated isolated) {
    this.absences = new Absences(redis);
    this.host = host;
    this.worker = worker;
    this.isolated = isolated;
  }

  /**
   * Takes a sign of life, before others see it.
   *
   * @param now Redis server time
   */
  public synchronized void seen(Instant now) {
    isolated.run(() -> absence(now).ifPresent(absences::note));
    last = Optional.of(now);
  }

  private Optional<Absence> absence(Instant now) {
    return last.isEmpty()
        ? absences.before(host, worker, now)
        : last.filter(before -> Absence.isLong(before, now))
            .map(before -> new Absence(host, worker, before, now, Absence.Cause.CUT_OFF));
  }
}
