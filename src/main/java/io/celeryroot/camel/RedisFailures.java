// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import io.celeryroot.config.RedisSettings;
import io.celeryroot.redis.QueueUnavailable;
import java.util.Optional;
import org.springframework.dao.DataAccessException;
import redis.clients.jedis.exceptions.JedisException;

/** Tells failures of Redis, whichever library reports them, from mistakes of ours. */
final class RedisFailures {

  private static final String DOING = "asking Redis";

  /** By Camel's own component only heartbeats are written. */
  private static final String SPOILED =
      "the key cl:{live}:workers or cl:{live}:beats holds a value of another type";

  private RedisFailures() {}

  static Optional<QueueUnavailable> from(Throwable failure, RedisSettings redis) {
    Optional<QueueUnavailable> found = Optional.empty();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof QueueUnavailable unavailable) {
        return Optional.of(unavailable);
      }
      if (cause instanceof DataAccessException || cause instanceof JedisException) {
        // The innermost says most, and whether only the connection was broken.
        found = Optional.of(unavailable(cause, redis));
      }
    }
    return found;
  }

  private static QueueUnavailable unavailable(Throwable cause, RedisSettings redis) {
    String message = cause.getMessage();
    return message != null && message.contains("WRONGTYPE")
        ? new QueueUnavailable(DOING, redis.maskedUrl(), SPOILED, cause)
        : QueueUnavailable.because(DOING, redis, cause);
  }
}
