// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.console;

import io.celeryroot.monitor.output.Asking;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.text.Text;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Retries questions to a Redis that is away, as workers do, but only for a while: a restart must
 * not end a wait for jobs. Confined to one thread.
 */
public final class RedisRetry implements Asking {

  /** Limit for a command that waits for jobs: as long as Sentinels may take for a failover. */
  public static final Duration WHILE_WAITING = Duration.ofMinutes(3);

  private static final long PAUSE_MILLIS = 500;

  private final Console console;
  private final Duration most;
  private final String last;
  private final long startedNanos = System.nanoTime();
  private Duration whole = Duration.ofSeconds(Long.MAX_VALUE);

  /**
   * @param most longest time that Redis may be away; zero: no retry
   * @param last line printed when giving up; may be empty
   */
  public RedisRetry(Console console, Duration most, String last) {
    this.console = console;
    this.most = most;
    this.last = last;
  }

  /** Sets the longest time to wait in all, counted from the constructor call. */
  public RedisRetry within(Duration maxWait) {
    whole = maxWait;
    return this;
  }

  /**
   * Returns the answer, if need be after an outage, which is reported once.
   *
   * @param question may be asked twice
   * @throws CommandFailure Redis refuses, or was away for too long
   * @throws InterruptedException the caller no longer waits
   */
  @Override
  public <T> T ask(Supplier<T> question) throws InterruptedException {
    Duration left = Duration.ZERO;
    long awayNanos = 0;
    for (boolean isAway = false; ; isAway = true) {
      try {
        T answer = question.get();
        if (isAway) {
          console.say("cl: Redis answers again after " + Text.duration(since(awayNanos)));
        }
        return answer;
      } catch (QueueUnavailable e) {
        if (!isAway) {
          left = left();
          awayNanos = System.nanoTime();
        }
        if (!e.isPassing() || since(awayNanos).compareTo(left) >= 0) {
          throw giveUp(e);
        }
        if (!isAway) {
          console.out().flush();
          console.say(
              "cl: %s; trying again for %s at most",
              RedisFailureText.firstLine(e), Text.duration(left));
        }
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  private Duration left() {
    Duration left = whole.minus(since(startedNanos));
    return left.isNegative() ? Duration.ZERO : left.compareTo(most) < 0 ? left : most;
  }

  private CommandFailure giveUp(QueueUnavailable failure) {
    return CommandFailure.notFoundOut(
            RedisFailureText.of(failure) + (last.isEmpty() ? "" : "\n" + last))
        .causedBy(failure);
  }
}
