// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import java.util.Map;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckResultBuilder;

/** Down as soon as Redis does not answer, or when the claiming thread looks no more. */
final class RedisQueueHealthCheck implements HealthCheck {

  private final String role;
  private final ClaimLoop loop;
  private volatile boolean isEnabled = true;

  RedisQueueHealthCheck(String role, ClaimLoop loop) {
    this.role = role;
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

  /** A new process would not bring Redis back. */
  @Override
  public boolean isLiveness() {
    return false;
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
    return loop.trouble()
        .map(trouble -> result.message(trouble).down().build())
        .orElseGet(() -> result.up().build());
  }
}
