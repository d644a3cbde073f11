// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.notify;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.TaskDefinition;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Decides who is told of what, by cl.yaml. Thread-safe. */
public final class Receivers {

  private final ClConfig config;
  private Map<String, Receiver> byName;

  public Receivers(ClConfig config) {
    this.config = config;
  }

  /**
   * Rules for the runs of one schedule, or for those of one task by hand.
   *
   * @param subject key of what was told: {@code schedule backup}, {@code task install}
   * @param receivers perhaps none
   * @param lateAfter empty: no run is late
   * @param ping name of the receiver of pings; empty: none
   */
  public record Rules(
      String subject,
      List<Receiver> receivers,
      Optional<Duration> lateAfter,
      Optional<String> ping) {

    /** Returns true if somebody wants to know of a run. */
    public boolean isWatched() {
      return !receivers.isEmpty() || ping.isPresent();
    }
  }

  /** Name of the receiver of the pings of a schedule. */
  public static String ping(String schedule) {
    return "ping." + schedule;
  }

  /** All receivers by name, in the order of the file, then those of schedules and tasks. */
  public synchronized Map<String, Receiver> all() {
    if (byName == null) {
      Map<String, Receiver> found = new LinkedHashMap<>();
      Stream.of(
              Stream.of(config.receivers()),
              config.schedules().values().stream()
                  .flatMap(schedule -> schedule.watch().receivers().stream()),
              config.ownTasks().stream().flatMap(task -> task.receivers().stream()))
          .flatMap(lists -> lists)
          .flatMap(List::stream)
          .forEach(receiver -> found.put(receiver.name(), receiver));
      byName = Collections.unmodifiableMap(found);
    }
    return byName;
  }

  /** The addresses of dead-man services, by the name of their receiver. */
  public Map<String, Endpoint> pings() {
    Map<String, Endpoint> pings = new LinkedHashMap<>();
    for (Schedule schedule : config.schedules().values()) {
      schedule.watch().ping().ifPresent(url -> pings.put(ping(schedule.name()), url));
    }
    return pings;
  }

  public boolean isEmpty() {
    return all().isEmpty() && pings().isEmpty();
  }

  public List<Receiver> ofSite(Event event) {
    return config.receivers().stream().filter(receiver -> receiver.hears(event)).toList();
  }

  /** Rules for the runs of a schedule. */
  public Rules of(Schedule schedule) {
    Watch watch = schedule.watch();
    List<Receiver> receivers =
        watch
            .receivers()
            .or(() -> config.task(schedule.task()).flatMap(TaskDefinition::receivers))
            .orElse(config.receivers());
    return new Rules(
        "schedule " + schedule.name(),
        receivers,
        watch.lateAfter(),
        watch.ping().map(url -> ping(schedule.name())));
  }

  /**
   * Rules for a run. A run by hand of a task is told only to the receivers of that task.
   *
   * @param schedule name; empty: run by hand
   * @param task name
   */
  public Rules of(Optional<String> schedule, String task) {
    return schedule
        .flatMap(name -> Optional.ofNullable(config.schedules().get(name)))
        .map(this::of)
        .orElseGet(
            () ->
                new Rules(
                    "task " + task,
                    config.task(task).flatMap(TaskDefinition::receivers).orElse(List.of()),
                    Optional.empty(),
                    Optional.empty()));
  }
}
