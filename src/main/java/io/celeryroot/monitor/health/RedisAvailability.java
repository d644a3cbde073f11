// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.health;

import io.celeryroot.redis.QueueUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Availability of Redis for this process. Logs one line when Redis stops answering and one when it
 * answers again, however many threads notice. Thread-safe.
 */
public final class RedisAvailability {

  private static final int MOST_SAID = 100;
  private static final Duration SAID_AGAIN = Duration.ofHours(1);

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.redis");

  private final InstantSource clock;

  /** Time of the last log line, by what is wrong. */
  private final Map<String, Instant> spoiledKeys = new HashMap<>();

  private final Set<Thread> withBrokenConnection = new HashSet<>();
  private String reason = "";
  private Optional<Instant> since = Optional.empty();

  /** End of the last outage, by {@link System#nanoTime()}. */
  private OptionalLong overNanos = OptionalLong.empty();

  public RedisAvailability(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Reports a failure of Redis. A broken connection alone is not an outage, because each connection
   * in use fails once after a restart. It becomes one when a thread meets a second broken
   * connection before anything has worked. A call that was sent before the end of the last outage
   * may fail long after it, and says nothing about now.
   */
  public synchronized void failed(QueueUnavailable failure) {
    if (failure.isWrongType()) {
      spoiledKey(failure);
      return;
    }
    boolean isFirst =
        failure.isBrokenConnection() && withBrokenConnection.add(Thread.currentThread());
    if (since.isEmpty() && !isFirst && overNanos.stream().allMatch(failure::isBegunAfter)) {
      since = Optional.of(clock.instant());
      reason = failure.reason();
      String fix = failure.fix().map(text -> "; fix: " + text).orElse("");
      LOG.warn("{}{}; trying again until it answers", failure.getMessage(), fix);
    } else {
      LOG.debug("{}", failure.getMessage());
    }
  }

  /** Logs, once an hour, that somebody else wrote to a key of ours. Redis itself is well. */
  private void spoiledKey(QueueUnavailable failure) {
    Instant now = clock.instant();
    spoiledKeys.values().removeIf(said -> said.plus(SAID_AGAIN).isBefore(now));
    if (spoiledKeys.size() < MOST_SAID && spoiledKeys.putIfAbsent(failure.reason(), now) == null) {
      LOG.error("{}; delete or rename the key", failure.getMessage());
    } else {
      LOG.debug("{}", failure.getMessage());
    }
  }

  /** Reports an answer to a read, which does not prove that Redis accepts writes. */
  public synchronized void answered() {
    withBrokenConnection.clear();
  }

  /** Reports a successful write, which ends the outage. */
  public synchronized void over() {
    withBrokenConnection.clear();
    if (since.isPresent()) {
      Duration away = Duration.between(since.get(), clock.instant());
      since = Optional.empty();
      overNanos = OptionalLong.of(System.nanoTime());
      LOG.info("answers again after {} s", away.toSeconds());
    }
  }

  /** Reason for the present outage, such as {@code connection refused}; empty: there is none. */
  public synchronized Optional<String> reason() {
    return since.map(instant -> reason);
  }

  /**
   * Ends the outage only if it is still the one that the caller knew when its call began. A call
   * that started before the outage proves nothing.
   */
  public synchronized void over(Optional<Instant> known) {
    if (known.equals(since)) {
      over();
    }
  }

  /** Start of the present outage; empty: Redis answers. */
  public synchronized Optional<Instant> since() {
    return since;
  }
}
