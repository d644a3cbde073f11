// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import io.celeryroot.config.RunOn;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.keys.ScheduleKeys;
import io.celeryroot.cron.CronExpression;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code schedules}. */
final class SchedulesReader {

  private static final CronExpression UNREADABLE = CronExpression.parse("@daily");

  private final Reading reading;
  private final SchedulePolicies defaults;
  private final ZoneId zone;
  private final References references;

  SchedulesReader(Reading reading, SchedulePolicies defaults, ZoneId zone, References references) {
    this.reading = reading;
    this.defaults = defaults;
    this.zone = zone;
    this.references = references;
  }

  Map<String, Schedule> read(SectionReader top) {
    Map<String, Schedule> schedules = new LinkedHashMap<>();
    for (Node.Entry entry : top.named("schedules", NameRule.NAME)) {
      SectionReader.open(reading, entry.value(), ScheduleKeys.SCHEDULE)
          .ifPresent(section -> schedules.put(entry.name(), schedule(entry, section)));
    }
    return schedules;
  }

  private Schedule schedule(Node.Entry entry, SectionReader section) {
    Optional<Value> task = section.value("task").filter(references::isTask);
    List<Value> targets = section.values("targets");
    references.checkTargets(targets, task.map(Value::text));
    SchedulePolicies policies = SchedulePolicies.read(section, defaults);
    return new Schedule(
        entry.name(),
        task.map(Value::text).orElse(""),
        section.value("cron").flatMap(value -> CronCheck.parse(reading, value)).orElse(UNREADABLE),
        section.value("timezone").flatMap(value -> ZoneCheck.parse(reading, value)).orElse(zone),
        targets.stream().map(Value::text).distinct().toList(),
        new ScheduleParams(reading, references).read(entry.key(), section, task.map(Value::text)),
        section.flag("enabled").orElse(Schedule.DEFAULT_ENABLED),
        policies.catchUp(),
        policies.catchUpWindow(),
        policies.overlap(),
        section.duration("expires"),
        section.choice("run_on", RunOn.class),
        section.description(),
        entry.key().source());
  }
}
