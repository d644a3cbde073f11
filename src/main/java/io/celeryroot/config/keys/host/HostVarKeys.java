// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys.host;

import io.celeryroot.config.Glob;
import io.celeryroot.config.Role;
import io.celeryroot.config.host.HostText;
import io.celeryroot.config.host.HostVars;
import io.celeryroot.config.keys.Environment;
import io.celeryroot.config.keys.RedisNames;
import io.celeryroot.config.schema.NameRule;
import io.celeryroot.config.schema.Schemas;
import io.celeryroot.config.schema.Type;
import io.celeryroot.config.schema.Types;
import io.celeryroot.config.yaml.Fix;
import io.celeryroot.config.yaml.Node;
import io.celeryroot.config.yaml.Reading;
import io.celeryroot.config.yaml.Scalar;
import io.celeryroot.text.HostRanges;
import io.celeryroot.text.Nearest;
import io.celeryroot.text.Quote;
import io.celeryroot.text.Yaml;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The type of {@code vars} of a role: variables by host name, range or glob. */
public final class HostVarKeys {

  public static final Type<HostVars> TYPE =
      Type.of(
              "a map of hosts, and of names and texts below each",
              HostVarKeys::read,
              HostVarKeys::schema)
          .orEmptyMap()
          .written(HostVarKeys::written);

  private HostVarKeys() {}

  private static Map<String, Object> schema(Schemas schemas) {
    Map<String, Object> vars = Schemas.map(Schemas.scalar(), NameRule.VARIABLE);
    return Yaml.map("type", "object", "additionalProperties", vars);
  }

  private static Optional<HostVars> read(Reading reading, Node node) {
    Map<String, Map<String, String>> entries = new LinkedHashMap<>();
    for (Node.Entry entry : reading.entries(node)) {
      Optional<String> hosts =
          reading.parse(
              new Scalar(entry.key(), entry.name()), key -> RedisNames.hostOrGlob(key.text()));
      Map<String, String> vars = Environment.texts(reading, entry.value());
      hosts.ifPresent(name -> entries.put(name, vars));
    }
    return Optional.of(new HostVars(entries));
  }

  private static Object written(HostVars vars) {
    Map<String, Object> hosts = new LinkedHashMap<>();
    vars.entries()
        .forEach(
            (name, values) -> {
              Map<String, Object> written = new LinkedHashMap<>();
              values.forEach((key, value) -> written.put(key, Types.escaped(value)));
              hosts.put(name, written);
            });
    return hosts;
  }

  /** Reports names of hosts that are not in the role. */
  public static void check(Reading reading, Node node, Role role) {
    for (Node.Entry entry : reading.lenient().entries(node)) {
      stranger(entry.name(), role)
          .ifPresent(
              host ->
                  reading.report(
                      entry.key(),
                      "unknown-name",
                      "no host %s in the role".formatted(Quote.of(host)),
                      Fix.suggest(entry.key(), Nearest.to(host, role.namedHosts()))));
    }
  }

  /** Finds a host that is not in the role, or a glob that none of its hosts can match. */
  private static Optional<String> stranger(String hosts, Role role) {
    if (!HostRanges.isRange(hosts) && Glob.isGlob(hosts)) {
      boolean isOpen = role.namedHosts().size() < role.hostnames().size();
      return Optional.of(hosts)
          .filter(
              glob -> !isOpen && role.namedHosts().stream().noneMatch(h -> Glob.matches(glob, h)));
    }
    return HostRanges.expand(hosts).stream().filter(host -> !role.hasHost(host)).findFirst();
  }

  /** Returns the names of the variables of all roles, as placeholders have them. */
  public static Set<String> placeholders(Collection<Role> roles) {
    Set<String> names = new LinkedHashSet<>();
    roles.forEach(role -> role.vars().names().forEach(name -> names.add(HostText.PREFIX + name)));
    return names;
  }
}
