// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.fleet;

import java.util.List;

/**
 * A glob of the file and the hosts that it matches.
 *
 * @param role that has it
 * @param glob as written
 * @param hosts seen within 7 days; none: runs do not reach any
 */
public record GlobView(String role, String glob, List<String> hosts) {

  public GlobView {
    hosts = List.copyOf(hosts);
  }
}
