// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a process is run, where that is no matter of cl.yaml.
 *
 * @param development Camel's developer tools may look into the process
 */
public record ServiceSettings(boolean development) {

  /** Nothing is open. */
  public static final ServiceSettings DEFAULT = new ServiceSettings(false);

  /** The same for Camel Main: they come after those of cl.yaml, and win. */
  Map<String, String> camelProperties() {
    Map<String, String> properties = new LinkedHashMap<>();
    if (development) {
      properties.put("camel.main.profile", "dev");
    }
    return properties;
  }
}
