// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.fleet;

import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All hosts, and the globs of roles; each in the order of the file, other hosts last. */
public record Fleet(List<HostView> hosts, List<GlobView> globs) {

  public Fleet {
    hosts = List.copyOf(hosts);
    globs = List.copyOf(globs);
  }

  public List<HostView> in(HostState state) {
    return hosts.stream().filter(host -> host.state() == state).toList();
  }

  /** Number of hosts in each state that occurs. */
  public Map<HostState, Integer> counts() {
    Map<HostState, Integer> counts = new EnumMap<>(HostState.class);
    hosts.forEach(host -> counts.merge(host.state(), 1, Integer::sum));
    return counts;
  }

  /** Live hosts whose worker runs an older file than another one does. */
  public List<HostView> behind() {
    Optional<Instant> newest =
        in(HostState.ALIVE).stream()
            .flatMap(host -> host.file().stream())
            .max(Comparator.naturalOrder());
    return in(HostState.ALIVE).stream()
        .filter(host -> host.file().filter(time -> time.isBefore(newest.orElseThrow())).isPresent())
        .toList();
  }
}
