// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.page;

import io.celeryroot.config.ClConfig;
import io.celeryroot.monitor.Monitor;
import io.celeryroot.redis.Redis;
import io.celeryroot.web.RouteCounts;
import java.time.Instant;

/**
 * The site that a page is about.
 *
 * @param config that this process runs
 * @param file the same as it was read: {@code cl up} may have another Redis than the file
 * @param redis stays the owner's
 * @param routes counters of routes that run in this process
 * @param now time of the page
 */
public record Site(ClConfig config, ClConfig file, Redis redis, RouteCounts routes, Instant now) {

  public Monitor monitor() {
    return new Monitor(redis, config);
  }
}
