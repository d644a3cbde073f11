// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.target;

import io.celeryroot.config.Role;
import io.celeryroot.text.HostRanges;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The roles that names of targets stand for. A name is a role, else a label of roles, else a host
 * or a range of hosts.
 *
 * @param roles by name, in file order
 */
public record TargetNames(Map<String, Role> roles) {

  /**
   * Returns the role of that name, or the roles with that label; none: it is a host, or nothing.
   */
  public List<Role> named(String name) {
    Role role = roles.get(name);
    return role != null
        ? List.of(role)
        : roles.values().stream().filter(other -> other.labels().contains(name)).toList();
  }

  /** Returns the roles of a host, in file order. */
  public List<Role> ofHost(String host) {
    return roles.values().stream().filter(role -> role.hasHost(host)).toList();
  }

  /**
   * Returns the variables of a host by name, those of all its roles; the first role in file order
   * that has one counts.
   */
  public Map<String, String> varsOf(String host) {
    Map<String, String> vars = new LinkedHashMap<>();
    ofHost(host).forEach(role -> role.vars().of(host).forEach(vars::putIfAbsent));
    return vars;
  }

  /** Returns the roles that a name stands for, or those of its hosts, each once. */
  public List<Role> of(String name) {
    List<Role> named = named(name);
    if (!named.isEmpty()) {
      return named;
    }
    return once(HostRanges.expand(name).stream().flatMap(host -> ofHost(host).stream()));
  }

  /**
   * Returns the roles that a target mentions, each once; those behind {@code not}, too.
   *
   * @param target name or expression that can be read
   */
  public List<Role> ofTarget(String target) {
    return once(TargetExpression.parse(target).names().stream().flatMap(name -> of(name).stream()));
  }

  /** By name, because the hash of a role is that of all its hosts. */
  private static List<Role> once(Stream<Role> roles) {
    Map<String, Role> found = new LinkedHashMap<>();
    roles.forEach(role -> found.putIfAbsent(role.name(), role));
    return List.copyOf(found.values());
  }

  /** Returns the first host of a name that is in no role; empty text: it is a name of something. */
  public String unknownIn(String name) {
    return !named(name).isEmpty()
        ? ""
        : HostRanges.expand(name).stream()
            .filter(host -> ofHost(host).isEmpty())
            .findFirst()
            .orElse("");
  }
}
