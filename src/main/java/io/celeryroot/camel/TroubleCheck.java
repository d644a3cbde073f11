// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.health.HealthCheckResultBuilder;

/**
 * Reports down while there is trouble, for example while Redis does not answer. It counts for
 * readiness, not for liveness, because a restart would not help.
 */
public final class TroubleCheck implements HealthCheck {

  private final String id;
  private final Supplier<Optional<String>> trouble;
  private volatile boolean isEnabled = true;

  /**
   * @param trouble what is wrong now; empty: nothing
   */
  public TroubleCheck(String id, Supplier<Optional<String>> trouble) {
    this.id = id;
    this.trouble = trouble;
  }

  void register(CamelContext context) {
    HealthCheckRegistry registry = HealthCheckRegistry.get(context);
    if (registry != null) {
      registry.register(this);
    }
  }

  void unregister(CamelContext context) {
    HealthCheckRegistry registry = HealthCheckRegistry.get(context);
    if (registry != null) {
      registry.unregister(this);
    }
  }

  @Override
  public String getId() {
    return id;
  }

  @Override
  public String getGroup() {
    return "celeryroot";
  }

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
    return trouble
        .get()
        .map(message -> result.message(message).down().build())
        .orElseGet(() -> result.up().build());
  }
}
