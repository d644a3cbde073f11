// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import io.celeryroot.runtime.management.ManagementSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Settings of a process that do not belong in cl.yaml.
 *
 * @param development true if Camel's developer tools may inspect the process
 * @param management address that serves health, metrics and JMX over HTTP; empty: none
 */
public record ServiceSettings(boolean development, Optional<ManagementSettings> management) {

  /** Default settings, with everything closed. */
  public static final ServiceSettings DEFAULT = new ServiceSettings(false, Optional.empty());

  /** Returns these settings for Camel Main, where they override those of cl.yaml. */
  Map<String, String> camelProperties() {
    Map<String, String> properties = new LinkedHashMap<>();
    if (development) {
      // The settings of the profile "dev", except its shutdown timeout: ten seconds are less than
      // the grace.
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
