// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.forecast;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The difference in the runs of one schedule on some hosts, for each of which it is the same.
 *
 * @param schedule name
 * @param hosts names of hosts, or of roles whose runs go to any host
 * @param added due instants that are new
 * @param removed due instants that are gone
 * @param shifted due instants that stay, and at which the hosts start at another second of the
 *     splay
 */
public record HostDiff(
    String schedule,
    List<String> hosts,
    List<Instant> added,
    List<Instant> removed,
    List<Instant> shifted) {

  public HostDiff {
    hosts = List.copyOf(hosts);
    added = List.copyOf(added);
    removed = List.copyOf(removed);
    shifted = List.copyOf(shifted);
  }

  boolean isEmpty() {
    return added.isEmpty() && removed.isEmpty() && shifted.isEmpty();
  }

  /** Returns true if there are as many runs as before, at other instants. */
  public boolean isMove() {
    return !added.isEmpty() && added.size() == removed.size();
  }

  /** Number of runs that each of the hosts gets in addition. */
  public int addedCount() {
    return isMove() ? 0 : added.size();
  }

  /** Number of runs that each of the hosts loses. */
  public int removedCount() {
    return isMove() ? 0 : removed.size();
  }

  /** Number of runs of each host that have another time. */
  public int movedCount() {
    return (isMove() ? added.size() : 0) + shifted.size();
  }

  /** The first instant that is gone or, with a move, that has another one in its place. */
  public Optional<Instant> firstBefore() {
    return removed.stream().findFirst();
  }

  /** The first instant that is new; with a move, the one that is nearest to the first before. */
  public Optional<Instant> firstAfter() {
    return isMove()
        ? added.stream().min(Comparator.comparing(at -> distance(at, removed.get(0))))
        : added.stream().findFirst();
  }

  private static Duration distance(Instant one, Instant other) {
    return Duration.between(one, other).abs();
  }
}
