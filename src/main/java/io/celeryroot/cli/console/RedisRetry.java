// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.console;

import io.celeryroot.cli.output.Text;
import io.celeryroot.redis.QueueUnavailable;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Retries questions to a Redis that is away, as workers do, but only for a while: a restart must
 * not end a wait for jobs. Confined to one thread.
 */
public final class RedisRetry {

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
  public <T> T ask(Supplier<T> question) throws InterruptedException {
    try {
      return question.get();
    } catch (QueueUnavailable e) {
      Duration left = left();
      if (!e.isPassing() || left.isZero()) {
        throw giveUp(e);
      }
      console.out().flush();
      console.say(
          "cl: "
              + RedisFailureText.firstLine(e)
              + "; trying again for "
              + Text.duration(left)
              + " at most");
      return askAgain(question, System.nanoTime() + left.toNanos());
    }
  }

  private <T> T askAgain(Supplier<T> question, long giveUpAtNanos) throws InterruptedException {
    long awayNanos = System.nanoTime();
    while (true) {
      Thread.sleep(PAUSE_MILLIS);
      try {
        T answer = question.get();
        Duration away = Duration.ofNanos(System.nanoTime() - awayNanos);
        console.say("cl: Redis answers again after " + Text.duration(away));
        return answer;
      } catch (QueueUnavailable e) {
        if (!e.isPassing() || System.nanoTime() >= giveUpAtNanos) {
          throw giveUp(e);
        }
      }
    }
  }

  private Duration left() {
    Duration left = whole.minusNanos(System.nanoTime() - startedNanos);
    return left.isNegative() ? Duration.ZERO : left.compareTo(most) < 0 ? left : most;
  }

  private CommandFailure giveUp(QueueUnavailable failure) {
    return CommandFailure.notFoundOut(
        RedisFailureText.of(failure) + (last.isEmpty() ? "" : "\n" + last), failure);
  }
}
