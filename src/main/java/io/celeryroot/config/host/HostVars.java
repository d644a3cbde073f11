// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.host;

import io.celeryroot.config.Glob;
import io.celeryroot.text.HostRanges;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Variables of the hosts of a role. A host has those of all entries that name or match it; the
 * first entry that has a variable counts. Immutable.
 */
public final class HostVars {

  public static final HostVars NONE = new HostVars(Map.of());

  private final Map<String, Map<String, String>> entries;
  private final List<Map<String, String>> values = new ArrayList<>();
  private final Map<String, List<Integer>> named = new HashMap<>();
  private final Map<String, Integer> globs = new LinkedHashMap<>();

  /**
   * Variables in the order of the file.
   *
   * @param entries variables by host name, range or glob; a range can be read
   */
  public HostVars(Map<String, Map<String, String>> entries) {
    Map<String, Map<String, String>> copy = new LinkedHashMap<>();
    entries.forEach(
        (hosts, vars) -> copy.put(hosts, Collections.unmodifiableMap(new LinkedHashMap<>(vars))));
    this.entries = Collections.unmodifiableMap(copy);
    this.entries.forEach(this::add);
  }

  private void add(String hosts, Map<String, String> vars) {
    int place = values.size();
    values.add(vars);
    if (!HostRanges.isRange(hosts) && Glob.isGlob(hosts)) {
      globs.put(hosts, place);
    } else {
      HostRanges.expand(hosts)
          .forEach(host -> named.computeIfAbsent(host, h -> new ArrayList<>()).add(place));
    }
  }

  /** Returns the entries as they were given. */
  public Map<String, Map<String, String>> entries() {
    return entries;
  }

  /** Returns the variables of a host by name; none: no entry names or matches it. */
  public Map<String, String> of(String host) {
    Set<Integer> places = new TreeSet<>(named.getOrDefault(host, List.of()));
    globs.forEach(
        (glob, place) -> {
          if (Glob.matches(glob, host)) {
            places.add(place);
          }
        });
    Map<String, String> vars = new LinkedHashMap<>();
    places.forEach(place -> values.get(place).forEach(vars::putIfAbsent));
    return vars;
  }

  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    values.forEach(vars -> names.addAll(vars.keySet()));
    return names;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HostVars vars && entries.equals(vars.entries);
  }

  @Override
  public int hashCode() {
    return entries.hashCode();
  }

  @Override
  public String toString() {
    return entries.toString();
  }
}
