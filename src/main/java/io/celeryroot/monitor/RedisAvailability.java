// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor;

import io.celeryroot.redis.QueueUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether Redis answers this process: one line in the log when it stops, one when it does again,
 * however many threads notice. Thread-safe.
 */
public final class RedisAvailability {

  private static final int MOST_SAID = 100;
  private static final Duration SAID_AGAIN = Duration.ofHours(1);

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.redis");

  private final InstantSource clock;

  /** By what is wrong: when that was said. */
  private final Map<String, Instant> spoiledKeys = new HashMap<>();

  private final Set<Thread> withBrokenConnection = new HashSet<>();
  private String reason = "";
  private Optional<Instant> since = Optional.empty();

  public RedisAvailability(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Redis did not do what was asked of it. A broken connection is no outage, for after a restart
   * each connection in use fails once: the thread that meets a second one before anything worked
   * makes it one.
   */
  public synchronized void failed(QueueUnavailable failure) {
    if (failure.isWrongType()) {
      spoiledKey(failure);
      return;
    }
    boolean isFirst =
        failure.isBrokenConnection() && withBrokenConnection.add(Thread.currentThread());
    if (since.isEmpty() && !isFirst) {
      since = Optional.of(clock.instant());
      reason = failure.reason();
      String fix = failure.fix().map(text -> "; fix: " + text).orElse("");
      LOG.warn("{}{}; trying again until it answers", failure.getMessage(), fix);
    } else {
      LOG.debug("{}", failure.getMessage());
    }
  }

  /** Redis is well, but somebody wrote to a key of ours. Said once an hour. */
  private void spoiledKey(QueueUnavailable failure) {
    Instant now = clock.instant();
    spoiledKeys.values().removeIf(said -> said.plus(SAID_AGAIN).isBefore(now));
    if (spoiledKeys.size() < MOST_SAID && spoiledKeys.putIfAbsent(failure.reason(), now) == null) {
      LOG.error("{}; delete or rename the key", failure.getMessage());
    } else {
      LOG.debug("{}", failure.getMessage());
    }
  }

  /** Redis answered a question; that it also takes what is written is not known. */
  public synchronized void answered() {
    withBrokenConnection.clear();
  }

  /** Redis took what was written. */
  public synchronized void over() {
    withBrokenConnection.clear();
    if (since.isPresent()) {
      Duration away = Duration.between(since.get(), clock.instant());
      since = Optional.empty();
      LOG.info("answers again after {} s", away.toSeconds());
    }
  }

  /** Why Redis is of no use now, such as {@code connection refused}; empty: it is. */
  public synchronized Optional<String> reason() {
    return since.map(instant -> reason);
  }

  /**
   * The same by an action that had begun when the outage was as {@code known} says: what began
   * before an outage and ends in it proves nothing.
   */
  public synchronized void over(Optional<Instant> known) {
    if (known.equals(since)) {
      over();
    }
  }

  /** Since when Redis does not answer; empty: it does. */
  public synchronized Optional<Instant> since() {
    return since;
  }
}
