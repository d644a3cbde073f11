// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.forecast;

import java.time.Duration;
import java.util.List;

/**
 * A schedule whose jobs wait because all slots of a role are busy, if jobs last as long as usual.
 *
 * @param schedule name
 * @param role whose slots are busy
 * @param slots jobs at a time on each host
 * @param hosts on which its jobs wait
 * @param waits number of jobs of each host that wait a second or longer
 * @param starts number of jobs of each host
 * @param longest wait
 */
public record SlotWait(
    String schedule,
    String role,
    int slots,
    List<String> hosts,
    int waits,
    int starts,
    Duration longest) {

  public SlotWait {
    hosts = List.copyOf(hosts);
  }
}
