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
      // What the profile "dev" has, but for its shutdown timeout: ten seconds are less than the
      // grace.
      properties.put("camel.main.devConsoleEnabled", "true");
      properties.put("camel.main.sourceLocationEnabled", "true");
      properties.put("camel.main.messageHistory", "true");
      properties.put("camel.main.loadStatisticsEnabled", "true");
      properties.put("camel.main.inflightRepositoryBrowseEnabled", "true");
      properties.put("camel.main.camelEventsTimestampEnabled", "true");
      properties.put("camel.main.endpointRuntimeStatisticsEnabled", "true");
      properties.put("camel.main.jmxManagementStatisticsLevel", "Extended");
      properties.put("camel.trace.standby", "true");
    }
    return properties;
  }
}
