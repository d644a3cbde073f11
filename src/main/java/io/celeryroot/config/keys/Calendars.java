// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys;

import io.celeryroot.config.schema.Values;
import io.celeryroot.config.yaml.Fix;
import io.celeryroot.config.yaml.Scalar;
import io.celeryroot.cron.timetable.Calendar;
import io.celeryroot.text.Nearest;
import io.celeryroot.text.Quote;
import java.time.ZoneId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The calendars of a file, by name; reports names that are not the name of any. */
public final class Calendars {

  private final Map<String, Values> entries = new LinkedHashMap<>();
  private final ZoneId zone;
  private final Map<String, Calendar> made = new LinkedHashMap<>();
  private final Set<String> making = new LinkedHashSet<>();

  /**
   * Makes all calendars.
   *
   * @param zone of a calendar that names none
   */
  public Calendars(List<Values> entries, ZoneId zone) {
    this.zone = zone;
    entries.forEach(values -> this.entries.put(values.name(), values));
    entries.forEach(this::make);
  }

  /** Returns the calendars in the order of the file. */
  public Map<String, Calendar> all() {
    Map<String, Calendar> ordered = new LinkedHashMap<>();
    entries.keySet().forEach(name -> ordered.put(name, made.get(name)));
    return Collections.unmodifiableMap(ordered);
  }

  /** Resolves names; one that is unknown is reported and left out. */
  List<Calendar> resolve(Values by, List<Scalar> names) {
    return names.stream().flatMap(name -> find(by, name).stream()).toList();
  }

  private Optional<Calendar> find(Values by, Scalar name) {
    Values values = entries.get(name.text());
    if (values == null) {
      by.report(
          name.node(),
          "unknown-name",
          "no calendar " + name.quoted() + Nearest.listed("calendars", entries.keySet()),
          Fix.suggest(name.node(), Nearest.to(name.text(), entries.keySet())));
      return Optional.empty();
    }
    if (making.contains(name.text())) {
      by.report(
          name.node(),
          "calendar-circle",
          "calendar " + name.quoted() + " leaves itself out: " + String.join(", ", making),
          Fix.say("take it out of one of these"));
      return Optional.empty();
    }
    return Optional.of(make(values));
  }

  private Calendar make(Values values) {
    Calendar known = made.get(values.name());
    if (known != null) {
      return known;
    }
    if (!CalendarKeys.isGiven(values)) {
      values.report(
          values.key(),
          "empty",
          "calendar " + Quote.of(values.name()) + " has no times",
          Fix.say("add dates, weekdays, hours or not"));
    }
    making.add(values.name());
    List<Calendar> not = resolve(values, values.scalars(CalendarKeys.NOT));
    making.remove(values.name());
    Calendar calendar = CalendarKeys.calendar(values, zone, not);
    made.put(values.name(), calendar);
    return calendar;
  }
}
