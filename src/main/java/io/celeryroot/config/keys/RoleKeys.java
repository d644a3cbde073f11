// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys;

import io.celeryroot.config.Role;
import io.celeryroot.config.RunOn;
import io.celeryroot.config.ServedBy;
import io.celeryroot.config.host.HostVars;
import io.celeryroot.config.keys.host.HostVarKeys;
import io.celeryroot.config.schema.Key;
import io.celeryroot.config.schema.Section;
import io.celeryroot.config.schema.Types;
import io.celeryroot.config.schema.Values;
import io.celeryroot.config.yaml.Fix;
import io.celeryroot.config.yaml.Node;
import io.celeryroot.config.yaml.Scalar;
import io.celeryroot.text.HostRanges;
import io.celeryroot.text.Quote;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** Keys of a role. */
public final class RoleKeys {

  public static final Key<Role, List<String>> HOSTNAMES =
      Key.<Role, List<String>>of(
              "hostnames",
              Types.texts(Types.text(RedisNames::hostOrGlob), "duplicate-host"),
              role -> summed(role.hostnames()))
          .mandatory()
          .meaning(
              "Host names, ranges (`web[01-40].example.org`), or shell globs (`*`, `?`, `[a-z]`). A"
                  + " worker belongs to the role when its host name is named or matches.");

  public static final Key<Role, String> HOSTNAMES_FILE =
      Key.<Role, String>hidden("hostnames_file", Types.TEXT)
          .meaning(
              "In place of `hostnames`: a file beside this one with such names, one a line; `#`"
                  + " begins a comment. Its last part may be a glob.");

  private static final Key<Role, HostVars> VARS =
      Key.of("vars", HostVarKeys.TYPE, Role::vars)
          .withDefaultText("none")
          .meaning(
              "Variables of hosts, by host name, range or glob; the first entry that has one for a"
                  + " host counts. `{host.NAME}` stands for it in the parameters of schedules, steps"
                  + " and `cl task`, in defaults of parameters and in arguments of a `command`. The"
                  + " worker fills it in. Not for secrets.");

  private static final Key<Role, List<String>> LABELS =
      Key.of(
              "labels",
              Types.texts(
                  Types.text(
                      "[A-Za-z][A-Za-z0-9_-]{0,63}",
                      "label-name",
                      "not a label",
                      "write letters, digits, \"_\" and \"-\", a letter first"),
                  "duplicate-label"),
              Role::labels)
          .meaning(
              "Further names for targets. Several roles may have the same one, which stands for all"
                  + " of them.");

  private static final Key<Role, String> QUEUE =
      Key.of("queue", Types.text(RedisNames::queue), Role::queue)
          .withDefaultText(Role.defaultQueue("<role>"))
          .meaning("Redis list of the role, unique in the file. Letters, digits and `_ - . :`.");

  private static final Key<Role, RunOn> RUN_ON =
      Key.of("run_on", Types.choice(RunOn.class), Role::runOn)
          .withDefault(Role.DEFAULT_RUN_ON)
          .meaning(
              "`all`: a run has a job for each host of the role; `any`: one job, taken by the host"
                  + " that is free first.");

  private static final Key<Role, ServedBy> SERVED_BY =
      Key.of("served_by", Types.choice(ServedBy.class), Role::servedBy)
          .withDefault(Role.DEFAULT_SERVED_BY)
          .meaning(
              "`celery`: Celery's workers take the jobs, one for each run, from the list of the role"
                  + " (`-Q QUEUE`); no worker of Celeryroot serves it.");

  private static final Key<Role, Integer> CONCURRENCY =
      Key.<Role, Integer>custom(
              "concurrency",
              Types.whole(1, 1000),
              role -> role.concurrency().stream().boxed().findFirst())
          .withDefaultText("number of cores")
          .meaning(
              "Jobs of the role that a host runs at a time. A host in two roles has both limits.");

  static final Key<Role, List<String>> TASKS =
      Key.of("tasks", Types.texts(Types.TEXT), Role::tasks)
          .withDefaultText("all tasks")
          .meaning(
              "The tasks that its workers may run: names or globs. With `security.builtins: listed`, a"
                  + " built-in task that changes a host must be named, or used in the file.");

  static final Key<Role, List<String>> UNSIGNED =
      Key.of("unsigned", Types.texts(Types.TEXT), Role::unsigned)
          .withDefaultText("none")
          .meaning(
              "Where `security.signing` is `require`: the tasks that its workers run all the same"
                  + " for clients that cannot sign, such as Celery's: names or globs. Whoever can"
                  + " write to Redis can run them.");

  private static final OpenKeys<Role> OPEN =
      OpenKeys.of(", on the hosts of the role", Role::openTimes);

  private static final Key<Role, String> DESCRIPTION =
      Key.of("description", Types.DESCRIPTION, Role::description).meaning("For people.");

  public static final Section<Role> ROLE =
      new Section<>(
          "role",
          "workers.<role>",
          "A role: hosts that share a queue.",
          List.of(
              HOSTNAMES,
              HOSTNAMES_FILE,
              VARS,
              LABELS,
              QUEUE,
              RUN_ON,
              SERVED_BY,
              CONCURRENCY,
              TASKS,
              UNSIGNED,
              OPEN.onlyIn(),
              OPEN.blackout(),
              DESCRIPTION),
          List.of(List.of(HOSTNAMES.name()), List.of(HOSTNAMES_FILE.name())));

  private RoleKeys() {}

  /** Makes the roles of a file, and reports two that have the same queue. */
  public static Map<String, Role> roles(List<Values> entries, Calendars calendars) {
    Map<String, Role> roles = new LinkedHashMap<>();
    Map<String, Node> queues = new HashMap<>();
    Set<String> names = entries.stream().map(Values::name).collect(Collectors.toSet());
    for (Values values : entries) {
      Role role = role(values, calendars);
      checkLabels(values, names);
      values.node(VARS).ifPresent(node -> HostVarKeys.check(values.reading(), node, role));
      roles.put(role.name(), role);
      if (role.isCelery() && values.find(RUN_ON).equals(Optional.of(RunOn.ALL))) {
        values.report(
            RUN_ON,
            "run-on-celery",
            "Celery's workers serve the role, so a run has one job for it",
            Fix.say("remove \"run_on\""));
      }
      Node place = values.node(QUEUE).orElse(values.key());
      Node first = queues.putIfAbsent(role.queue(), place);
      if (first != null) {
        values.report(
            place,
            "duplicate-queue",
            "queue %s is also that of the role at %s"
                .formatted(Quote.of(role.queue()), first.source()),
            Fix.say("write another \"queue\" for one of them"));
      }
    }
    warnOfHosts(entries, roles);
    warnOfCase(entries, roles);
    return roles;
  }

  /** Warns of a role with the name of a host that is in other roles only. */
  private static void warnOfHosts(List<Values> entries, Map<String, Role> roles) {
    Map<String, String> roleOfHost = new HashMap<>();
    for (Role role : roles.values()) {
      role.namedHosts().stream()
          .filter(host -> roles.containsKey(host) && !roles.get(host).hasHost(host))
          .forEach(host -> roleOfHost.putIfAbsent(host, role.name()));
    }
    entries.stream()
        .filter(values -> roleOfHost.containsKey(values.name()))
        .forEach(
            values ->
                values
                    .reading()
                    .warn(
                        new Scalar(values.key(), values.name()),
                        "role-name",
                        "also the name of a host, in role "
                            + Quote.of(roleOfHost.get(values.name())),
                        "as a target it is the role, so the host cannot be one; rename the role"));
  }

  /** Warns once in each role of a host that is written before in letters of another case. */
  private static void warnOfCase(List<Values> entries, Map<String, Role> roles) {
    Map<String, String> written = new HashMap<>();
    for (Values values : entries) {
      List<String> others =
          roles.get(values.name()).hostnames().stream()
              .filter(host -> !first(written, host).equals(host))
              .toList();
      if (!others.isEmpty()) {
        String host = others.get(0);
        values
            .reading()
            .warn(
                values.scalars(HOSTNAMES).stream()
                    .filter(scalar -> scalar.text().equals(host))
                    .findFirst()
                    .orElseGet(() -> new Scalar(values.key(), values.name())),
                "host-case",
                "host %s is also written %s"
                    .formatted(Quote.of(host), Quote.of(first(written, host))),
                "no name server tells them apart, but here they are two hosts; write both alike, as"
                    + " hostname(1) says it there");
      }
    }
  }

  /** Returns the first way in which a name is written. */
  private static String first(Map<String, String> written, String host) {
    return written.computeIfAbsent(host.toLowerCase(Locale.ROOT), name -> host);
  }

  private static Role role(Values values, Calendars calendars) {
    return new Role(
        values.name(),
        hostnames(values),
        values.find(VARS).orElse(HostVars.NONE),
        values.find(LABELS).orElse(List.of()),
        values.find(QUEUE).orElse(Role.defaultQueue(values.name())),
        values.get(RUN_ON),
        values.get(SERVED_BY),
        values.find(CONCURRENCY).map(OptionalInt::of).orElseGet(OptionalInt::empty),
        values.find(TASKS).orElse(List.of()),
        values.find(UNSIGNED).orElse(List.of()),
        OPEN.read(values, calendars, false),
        values.find(DESCRIPTION).orElse(""),
        Set.of(),
        values.source());
  }

  /** Reports labels with which a target could mean two things. */
  private static void checkLabels(Values values, Set<String> roles) {
    values.scalars(LABELS).stream()
        .filter(label -> roles.contains(label.text()))
        .forEach(
            label ->
                values.report(
                    label.node(),
                    "label-name",
                    "label " + label.quoted() + " is the name of a role",
                    Fix.say("write another label")));
  }

  /** Lists the hosts, those of ranges one by one, and reports one that is there twice. */
  private static List<String> hostnames(Values values) {
    Set<String> all = new LinkedHashSet<>();
    for (String host : values.find(HOSTNAMES).orElse(List.of())) {
      for (String name : HostRanges.expand(host)) {
        if (!all.add(name)) {
          values.report(
              HOSTNAMES,
              "duplicate-host",
              Quote.of(name) + " twice, also in a range",
              Fix.say("delete one"));
        }
      }
    }
    return List.copyOf(all);
  }

  /** Sums up hosts as ranges where that keeps their order. */
  private static List<String> summed(List<String> hosts) {
    List<String> ranges = HostRanges.of(hosts);
    return ranges.stream()
            .flatMap(range -> HostRanges.expand(range).stream())
            .toList()
            .equals(hosts)
        ? ranges
        : hosts;
  }
}
