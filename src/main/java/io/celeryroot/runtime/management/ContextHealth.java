// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.management;

import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckResultBuilder;

/** The health of another context of this JVM, for the one that serves the port. Thread-safe. */
final class ContextHealth implements HealthCheck {

  private final CamelContext context;
  private volatile boolean isEnabled = true;

  ContextHealth(CamelContext context) {
    this.context = context;
  }

  @Override
  public String getId() {
    return "context:" + context.getName();
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
    String trouble =
        HealthCheckHelper.invokeReadiness(context).stream()
            .filter(result -> result.getState() == State.DOWN)
            .map(
                result ->
                    result.getCheck().getId() + result.getMessage().map(": "::concat).orElse(""))
            .collect(Collectors.joining("; "));
    HealthCheckResultBuilder result = HealthCheckResultBuilder.on(this);
    return trouble.isEmpty() ? result.up().build() : result.message(trouble).down().build();
  }
}
