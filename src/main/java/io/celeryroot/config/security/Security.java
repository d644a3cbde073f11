// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.security;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code security:} of cl.yaml.
 *
 * @param builtIns default {@link BuiltIns#OPEN}
 * @param allow globs of the values that a parameter of the built-in tasks takes, by its name; a
 *     parameter without an entry takes any
 */
public record Security(BuiltIns builtIns, Map<String, List<String>> allow) {

  public static final BuiltIns DEFAULT_BUILT_INS = BuiltIns.OPEN;

  /** The value of a file without the key. */
  public static final Security DEFAULT = new Security(DEFAULT_BUILT_INS, Map.of());

  /** The built-in tasks that change a host; the others only look. */
  public static final Set<String> CHANGING =
      Set.of(
          "install",
          "remove",
          "upgrade",
          "start_services",
          "stop_services",
          "restart_services",
          "backup_database");

  public Security {
    allow = Map.copyOf(allow);
  }

  /** Globs for the values of a parameter of the built-in tasks; none: any value. */
  public List<String> allowed(String param) {
    return allow.getOrDefault(param, List.of());
  }
}
