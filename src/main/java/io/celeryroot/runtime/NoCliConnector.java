// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import org.apache.camel.spi.CliConnector;
import org.apache.camel.spi.CliConnectorFactory;

/**
 * Replacement for camel-cli-connector if that is on the class path. Anyone who can write to {@code
 * ~/.camel} could otherwise stop a process and change its routes.
 */
final class NoCliConnector implements CliConnectorFactory {

  @Override
  public boolean isEnabled() {
    return false;
  }

  @Override
  public void setEnabled(boolean enabled) {
    // It stays off.
  }

  @Override
  public CliConnector createConnector() {
    throw new UnsupportedOperationException("not in development");
  }

  @Override
  public String getRuntime() {
    return null;
  }

  @Override
  public void setRuntime(String runtime) {
    // Nobody asks.
  }

  @Override
  public String getRuntimeVersion() {
    return null;
  }

  @Override
  public void setRuntimeVersion(String version) {
    // Nobody asks.
  }

  @Override
  public String getRuntimeStartClass() {
    return null;
  }

  @Override
  public void setRuntimeStartClass(String className) {
    // Nobody asks.
  }
}
