// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.crontab;

import io.celeryroot.migrate.Names;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Roles for hosts whose crontabs have lines in common: one for each set of hosts that share a job,
 * and one for each host that is in none of these.
 */
final class HostRoles {

  private static final int MOST_STEMS = 3;

  private final Map<Set<String>, String> nameOf = new LinkedHashMap<>();
  private final Names names = new Names(Set.of());

  /**
   * Makes the roles.
   *
   * @param hosts all hosts, in order
   * @param sets hosts of each job
   */
  HostRoles(Collection<String> hosts, Collection<Set<String>> sets) {
    sets.stream().filter(set -> set.size() > 1).forEach(set -> add(set, hosts));
    Set<String> alone = new LinkedHashSet<>(hosts);
    nameOf.keySet().forEach(alone::removeAll);
    alone.forEach(host -> add(Set.of(host), hosts));
  }

  private void add(Set<String> set, Collection<String> hosts) {
    if (!nameOf.containsKey(set)) {
      boolean isAll = set.size() > 1 && set.containsAll(hosts);
      nameOf.put(Set.copyOf(set), names.give(free(name(set, isAll), set, hosts), "hosts"));
    }
  }

  /** A target that is a role and the name of another host would be the role. */
  private static String free(String name, Set<String> set, Collection<String> hosts) {
    return hosts.contains(name) && !set.equals(Set.of(name)) ? name + "_hosts" : name;
  }

  private static String name(Set<String> set, boolean isAll) {
    if (set.size() == 1) {
      return label(set.iterator().next());
    }
    Set<String> stems =
        new TreeSet<>(
            set.stream()
                .map(host -> label(host).replaceFirst("[-_]?\\d+$", ""))
                .collect(Collectors.toSet()));
    return stems.size() == 1 || (!isAll && stems.size() <= MOST_STEMS)
        ? String.join("_", stems)
        : isAll ? "all" : "hosts";
  }

  private static String label(String host) {
    return host.split("[.]", 2)[0];
  }

  /** Returns the entries of {@code workers:}. */
  Map<String, Object> roles() {
    Map<String, Object> roles = new LinkedHashMap<>();
    nameOf.forEach(
        (hosts, name) ->
            roles.put(name, Map.of("hostnames", new ArrayList<>(new TreeSet<>(hosts)))));
    return roles;
  }

  /** Returns the targets of a job: its role, or its one host. */
  List<String> targets(Set<String> hosts) {
    String role = nameOf.get(hosts);
    return List.of(role != null ? role : hosts.iterator().next());
  }
}
