// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.forecast;

import java.time.Instant;

/**
 * The starts of one host in a period.
 *
 * @param host name, or a role whose jobs go to any host
 * @param starts number of jobs
 * @param most number of jobs in its busiest minute
 * @param at start of that minute
 */
public record HostLoad(String host, long starts, int most, Instant at) {}
