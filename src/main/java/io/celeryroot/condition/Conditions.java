// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.condition;

import static java.util.Objects.requireNonNull;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The conditions of a schedule, a step or a run by hand; all must hold.
 *
 * @param all in the order of the file; empty: none
 * @param zone of {@code hour} and {@code weekday}
 */
public record Conditions(List<Condition> all, ZoneId zone) {

  public static final Conditions NONE = new Conditions(List.of(), ZoneOffset.UTC);

  public Conditions {
    all = List.copyOf(all);
    requireNonNull(zone, "zone");
  }

  public boolean isEmpty() {
    return all.isEmpty();
  }

  /** The conditions as cl.yaml writes them. */
  public List<String> texts() {
    return all.stream().map(Condition::text).toList();
  }

  /** All conditions as one. */
  public String text() {
    return all.size() == 1 ? all.get(0).text() : new Condition.All(all).text();
  }

  public Stream<FactUse> facts() {
    return all.stream().flatMap(Condition::facts);
  }

  /** Number of facts that are measured at most. */
  public long measurements() {
    return facts().map(use -> use.fact() + use.argument()).distinct().count();
  }

  /** The tasks that must be run to measure the facts. */
  public List<String> tasks() {
    return facts()
        .filter(use -> use.fact().runsTask())
        .map(FactUse::argument)
        .distinct()
        .collect(Collectors.toUnmodifiableList());
  }

  /** These, and more, in the zone of these. */
  public Conditions and(List<Condition> more) {
    return new Conditions(Stream.concat(all.stream(), more.stream()).toList(), zone);
  }
}
