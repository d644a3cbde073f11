// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web;

import java.util.Optional;

/** The live counters of the routes that run in this process. */
@FunctionalInterface
public interface RouteCounts {

  /** For a process without routes. */
  RouteCounts NONE = route -> Optional.empty();

  /**
   * Counters of a route since it started.
   *
   * @param total messages that came through
   * @param failed those that failed
   * @param inflight those that are on their way
   */
  record Counts(long total, long failed, long inflight) {}

  /** Returns the counters of a route; empty: it does not run in this process. */
  Optional<Counts> of(String route);
}
