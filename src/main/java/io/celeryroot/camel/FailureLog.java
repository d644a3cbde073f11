// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import io.celeryroot.config.RedisSettings;
import io.celeryroot.monitor.health.RedisAvailability;
import io.celeryroot.redis.QueueUnavailable;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bean {@code celeryrootFailures}: logs failures that will be made good later, by the next
 * heartbeat or reconciliation. Thread-safe.
 */
public final class FailureLog {

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.routes");

  private final RedisSettings redis;
  private final RedisAvailability availability;

  FailureLog(RedisSettings redis, RedisAvailability availability) {
    this.redis = redis;
    this.availability = availability;
  }

  /** Route step: logs the failure of an exchange; once while Redis is away. */
  public void log(Exchange exchange) {
    Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    Optional<QueueUnavailable> unavailable = RedisFailures.from(failure, redis);
    if (unavailable.isPresent()) {
      availability.failed(unavailable.get());
    } else if (failure instanceof SubmissionPaused) {
      LOG.debug("route {}: {}", exchange.getFromRouteId(), failure.getMessage());
    } else {
      LOG.error("route {}: {}", exchange.getFromRouteId(), String.valueOf(failure), failure);
    }
  }
}
