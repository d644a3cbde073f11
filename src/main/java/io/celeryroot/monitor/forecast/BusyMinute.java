// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.forecast;

import java.time.Instant;
import java.util.List;

/**
 * A minute in which many jobs start.
 *
 * @param minute its start
 * @param starts number of jobs
 * @param hosts number of hosts that start any
 * @param host the one that starts most, or a role whose jobs go to any host
 * @param onHost number of jobs that it starts
 * @param schedules names, the one with the most jobs first
 */
public record BusyMinute(
    Instant minute, long starts, int hosts, String host, long onHost, List<String> schedules) {

  public BusyMinute {
    schedules = List.copyOf(schedules);
  }
}
