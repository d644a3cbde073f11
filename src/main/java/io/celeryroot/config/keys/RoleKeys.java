// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys;

import io.celeryroot.config.Role;
import io.celeryroot.config.RunOn;
import io.celeryroot.config.schema.Key;
import io.celeryroot.config.schema.Section;
import io.celeryroot.config.schema.Types;
import io.celeryroot.config.schema.Values;
import io.celeryroot.config.yaml.Fix;
import io.celeryroot.config.yaml.Node;
import io.celeryroot.text.Quote;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Keys of a role. */
public final class RoleKeys {

  private static final Key<Role, List<String>> HOSTNAMES =
      Key.of(
              "hostnames",
              Types.texts(Types.text(RedisNames::hostOrGlob), "duplicate-host"),
              Role::hostnames)
          .mandatory()
          .meaning(
              "Host names, or shell globs (`*`, `?`, `[a-z]`). A worker belongs to the role when"
                  + " its host name is named or matches.");

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
          .meaning("The tasks that its workers may run: names or globs.");

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
              QUEUE,
              RUN_ON,
              CONCURRENCY,
              TASKS,
              OPEN.onlyIn(),
              OPEN.blackout(),
              DESCRIPTION));

  private RoleKeys() {}

  /** Makes the roles of a file, and reports two that have the same queue. */
  public static Map<String, Role> roles(List<Values> entries, Calendars calendars) {
    Map<String, Role> roles = new LinkedHashMap<>();
    Map<String, Node> queues = new HashMap<>();
    for (Values values : entries) {
      Role role = role(values, calendars);
      roles.put(role.name(), role);
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
    return roles;
  }

  private static Role role(Values values, Calendars calendars) {
    return new Role(
        values.name(),
        values.find(HOSTNAMES).orElse(List.of()),
        values.find(QUEUE).orElse(Role.defaultQueue(values.name())),
        values.get(RUN_ON),
        values.find(CONCURRENCY).map(OptionalInt::of).orElseGet(OptionalInt::empty),
        values.find(TASKS).orElse(List.of()),
        OPEN.read(values, calendars, false),
        values.find(DESCRIPTION).orElse(""),
        values.source());
  }
}
