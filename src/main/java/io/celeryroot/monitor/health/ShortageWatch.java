// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.health;

import io.celeryroot.text.Shortage;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a worker from claiming jobs while its machine cannot start their processes. Each pause is
 * twice as long as the one before, until one was followed by as long a time without trouble. Logs
 * one line when it begins and one when it is over. Thread-safe.
 */
public final class ShortageWatch {

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.worker");

  private final LongSupplier nanos;

  /** The shortage, from the first refusal until its end is told. */
  private Optional<Shortage> felt = Optional.empty();

  private final BackOff backOff = new BackOff(FIRST_PAUSE, LONGEST_PAUSE);
  private Duration pause = FIRST_PAUSE;
  private long since;
  private long pausedSince;

  public ShortageWatch() {
    this(System::nanoTime);
  }

  ShortageWatch(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Reports a refusal. One that comes during a pause belongs to what began it. */
  public synchronized void felt(Shortage shortage) {
    long now = nanos.getAsLong();
    if (isPause(now)) {
      return;
    }
    if (felt.isEmpty()) {
      since = now;
      backOff.reset();
      LOG.warn(
          "{}; releases its jobs and claims none for {} s, then longer",
          text(shortage),
          FIRST_PAUSE.toSeconds());
    }
    pause = backOff.next();
    felt = Optional.of(shortage);
    pausedSince = now;
  }

  /** Reason why no job is claimed now, with the fix; empty: jobs are claimed. */
  public synchronized Optional<String> reason() {
    return felt.filter(shortage -> isPause(nanos.getAsLong())).map(ShortageWatch::text);
  }

  /** Logs the end, if there was no trouble for as long as the last pause; call it regularly. */
  public synchronized void tellEnd() {
    long now = nanos.getAsLong();
    if (felt.isPresent() && now - pausedSince > 2 * pause.toNanos()) {
      felt = Optional.empty();
      Duration length = Duration.ofNanos(pausedSince - since).plus(pause);
      LOG.info("claims jobs again, after {} s", length.toSeconds());
    }
  }

  private boolean isPause(long now) {
    return felt.isPresent() && now - pausedSince < pause.toNanos();
  }

  private static String text(Shortage shortage) {
    return "jobs cannot start: %s; fix: %s".formatted(shortage.getMessage(), shortage.fix());
  }
}
