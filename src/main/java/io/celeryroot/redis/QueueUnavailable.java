// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.redis;

import io.celeryroot.config.RedisSettings;
import java.util.Optional;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Redis did not do what was asked of it: unreachable, too slow, refusing. What was asked may or may
 * not have happened; every operation of this package may be repeated.
 */
public final class QueueUnavailable extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final String reason;
  private final boolean isRepeated;
  private final long beganNanos;

  /**
   * @param doing what was asked, such as {@code reading the result of job x}
   * @param maskedUrl where, without the password
   * @param reason in a few words, such as {@code connection refused}
   * @param cause may be null
   */
  public QueueUnavailable(String doing, String maskedUrl, String reason, Throwable cause) {
    super(doing + ": " + maskedUrl + ": " + reason, cause);
    this.reason = reason;
    this.isRepeated = false;
    this.beganNanos = System.nanoTime();
  }

  /** Makes one from what a library reported, with the reason in our words. */
  public static QueueUnavailable because(String doing, RedisSettings redis, Throwable cause) {
    return new QueueUnavailable(
        doing, redis.maskedUrl(), RedisFailure.inWords(cause, redis.timeout()), cause);
  }

  private QueueUnavailable(QueueUnavailable last, boolean isRepeated, long beganNanos) {
    super(last.getMessage(), last.getCause());
    this.reason = last.reason;
    this.isRepeated = isRepeated;
    this.beganNanos = beganNanos;
  }

  /** A copy for a command that was tried again by another connection. */
  QueueUnavailable repeated() {
    return new QueueUnavailable(this, true, beganNanos);
  }

  /** A copy for a command that was sent at a time of {@link System#nanoTime()}. */
  public QueueUnavailable begunAt(long nanos) {
    return new QueueUnavailable(this, isRepeated, nanos);
  }

  /**
   * Returns true if the command was sent after a time of {@link System#nanoTime()}: it says nothing
   * about Redis before that.
   */
  public boolean isBegunAfter(long nanos) {
    return beganNanos - nanos > 0;
  }

  /**
   * Returns true if only the connection was broken, most often because it had gone stale. The next
   * may work. A command that was tried again returns false.
   */
  public boolean isBrokenConnection() {
    return !isRepeated
        && getCause() instanceof JedisException failure
        && RedisFailure.isBrokenConnection(failure);
  }

  /** Returns true if Redis is well, but a key holds a value that is not ours. */
  public boolean isWrongType() {
    return getCause() instanceof JedisDataException failure && SpoiledKey.isWrongType(failure);
  }

  /** Returns true if another try may help. Redis was away or is not ready, and did not refuse. */
  public boolean isPassing() {
    return getCause() == null || RedisFailure.isPassing(getCause());
  }

  /** Returns true if the user of Redis lacks a right. */
  public boolean isForbidden() {
    return reason.startsWith(RedisFailure.FORBIDDEN);
  }

  /** The cause in a few words, such as {@code connection refused}. */
  public String reason() {
    return reason;
  }

  /** The fix for whoever runs Redis, where its answer tells. */
  public Optional<String> fix() {
    return RedisFailure.fix(getCause());
  }

  /** Returns true if no answer came at all; otherwise Redis answered and refused. */
  public boolean isUnreachable() {
    return RedisFailure.isUnreachable(getCause());
  }
}
