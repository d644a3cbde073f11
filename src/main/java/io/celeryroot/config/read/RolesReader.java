// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import io.celeryroot.config.Role;
import io.celeryroot.config.RunOn;
import io.celeryroot.config.keys.RoleKeys;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** {@code workers}. */
final class RolesReader {

  private final Reading reading;
  private final Map<String, Node> queues = new HashMap<>();

  RolesReader(Reading reading) {
    this.reading = reading;
  }

  Map<String, Role> read(SectionReader top) {
    Map<String, Role> roles = new LinkedHashMap<>();
    List<Node.Entry> entries = top.named("workers", NameRule.NAME);
    if (entries.isEmpty()
        && !reading.problems().has("key-type")
        && top.node("workers").filter(Node.Entries.class::isInstance).isPresent()) {
      top.report(
          "workers",
          "empty",
          "no role, need one or more",
          Fix.say("write a role with \"hostnames\" below it"));
    }
    for (Node.Entry entry : entries) {
      SectionReader.open(reading, entry.value(), RoleKeys.ROLE)
          .ifPresent(section -> roles.put(entry.name(), role(entry, section)));
    }
    return roles;
  }

  private Role role(Node.Entry entry, SectionReader section) {
    return new Role(
        entry.name(),
        hostnames(section),
        queue(entry, section),
        section.choice("run_on", RunOn.class).orElse(Role.DEFAULT_RUN_ON),
        section.whole("concurrency").map(OptionalInt::of).orElse(OptionalInt.empty()),
        section.values("tasks").stream().map(Value::text).toList(),
        section.description(),
        entry.key().source());
  }

  private List<String> hostnames(SectionReader section) {
    Map<String, Value> names = new LinkedHashMap<>();
    for (Value value : section.values("hostnames")) {
      Value first = names.putIfAbsent(value.text(), value);
      if (first != null) {
        reading.report(
            value.node(),
            "duplicate-host",
            value.quoted() + " twice, also at " + first.node().source(),
            Fix.say("delete one"));
      } else {
        HostCheck.check(reading, value);
      }
    }
    return new ArrayList<>(names.keySet());
  }

  private String queue(Node.Entry entry, SectionReader section) {
    String queue =
        section
            .value("queue")
            .filter(value -> QueueCheck.check(reading, value))
            .map(Value::text)
            .orElse(Role.defaultQueue(entry.name()));
    Node place = section.node("queue").orElse(entry.key());
    Node first = queues.putIfAbsent(queue, place);
    if (first != null) {
      reading.report(
          place,
          "duplicate-queue",
          "queue " + Quote.of(queue) + " is also that of the role at " + first.source(),
          Fix.say("write another \"queue\" for one of them"));
    }
    return queue;
  }
}
