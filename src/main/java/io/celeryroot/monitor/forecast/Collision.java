// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.forecast;

import java.time.Instant;
import java.util.List;

/**
 * A schedule that starts in the same minute as others on the same hosts.
 *
 * @param schedule one that was changed
 * @param others schedules that it meets now and did not meet before, in file order
 * @param hosts on which it meets the first of them
 * @param first due instant of {@code schedule} at which it meets that one
 */
public record Collision(String schedule, List<String> others, List<String> hosts, Instant first) {

  public Collision {
    others = List.copyOf(others);
    hosts = List.copyOf(hosts);
  }
}
