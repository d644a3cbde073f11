// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import io.celeryroot.runtime.management.ManagementSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How a process is run, where that is no matter of cl.yaml.
 *
 * @param development Camel's developer tools may look into the process
 * @param management where it serves health, metrics and JMX over HTTP; empty: nowhere
 */
public record ServiceSettings(boolean development, Optional<ManagementSettings> management) {

  /** Nothing is open. */
  public static final ServiceSettings DEFAULT = new ServiceSettings(false, Optional.empty());

  /** The same for Camel Main: they come after those of cl.yaml, and win. */
  Map<String, String> camelProperties() {
    Map<String, String> properties = new LinkedHashMap<>();
    if (development) {
      properties.put("camel.main.profile", "dev");
    }
    return properties;
  }
}
