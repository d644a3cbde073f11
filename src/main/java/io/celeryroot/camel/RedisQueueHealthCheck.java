// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import java.time.Duration;
import java.util.Map;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckResultBuilder;

/** Down as soon as Redis does not answer, or when the claiming thread looks no more. */
final class RedisQueueHealthCheck implements HealthCheck {

  private static final Duration SILENCE = Duration.ofSeconds(10);

  private final String role;
  private final Celeryroot celeryroot;
  private final ClaimLoop loop;
  private volatile boolean isEnabled = true;

  RedisQueueHealthCheck(String role, Celeryroot celeryroot, ClaimLoop loop) {
    this.role = role;
    this.celeryroot = celeryroot;
    this.loop = loop;
  }

  @Override
  public String getId() {
    return "redis-queue:" + role;
  }

  @Override
  public String getGroup() {
    return "celeryroot";
  }

  @Override
  public boolean isEnabled() {
    return isEnabled;
  }

  @Override
  public void setEnabled(boolean enabled) {
    isEnabled = enabled;
  }

  @Override
  public Result call(Map<String, Object> options) {
    HealthCheckResultBuilder result = HealthCheckResultBuilder.on(this);
    if (celeryroot.outage().since().isPresent()) {
      return result.message("Redis does not answer").down().build();
    }
    if (loop.sinceLastLook().compareTo(SILENCE) > 0) {
      return result
          .message("no look at the queue for " + loop.sinceLastLook().toSeconds() + " s")
          .down()
          .build();
    }
    return result.up().build();
  }
}
