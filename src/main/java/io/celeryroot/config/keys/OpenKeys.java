// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys;

import io.celeryroot.config.AfterBlackout;
import io.celeryroot.config.schema.Key;
import io.celeryroot.config.schema.Types;
import io.celeryroot.config.schema.Values;
import io.celeryroot.cron.timetable.Calendar;
import io.celeryroot.cron.timetable.OpenTimes;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The keys that name calendars in which runs may start, of a schedule or a role.
 *
 * @param onlyIn times at which runs start
 * @param blackout times at which none does
 */
record OpenKeys<R>(Key<R, List<String>> onlyIn, Key<R, List<String>> blackout) {

  static <R> OpenKeys<R> of(String whose, Function<R, OpenTimes> times) {
    return new OpenKeys<>(
        Key.of(
                "only_in",
                Types.texts(Types.TEXT, "duplicate-calendar"),
                (R record) -> names(times.apply(record).onlyIn()))
            .withDefaultText("at any time")
            .meaning(
                "Calendars. A due instant in none of them is recorded as skipped" + whose + "."),
        Key.of(
                "blackout",
                Types.texts(Types.TEXT, "duplicate-calendar"),
                (R record) -> names(times.apply(record).blackout()))
            .withDefaultText("none")
            .meaning(
                "Calendars. A due instant in one of them is recorded as skipped" + whose + "."));
  }

  private static List<String> names(List<Calendar> calendars) {
    return calendars.stream().map(Calendar::name).toList();
  }

  /** The key for what was due in a closed time. */
  static <R> Key<R, AfterBlackout> after(Function<R, OpenTimes> times) {
    return Key.<R, AfterBlackout>optional(
            "after",
            Types.choice(AfterBlackout.class),
            record ->
                Optional.of(times.apply(record))
                    .filter(open -> !open.isAlways())
                    .map(open -> open.runsAfter() ? AfterBlackout.RUN : AfterBlackout.SKIP))
        .withDefaultText("skip")
        .meaning(
            "With `only_in` or `blackout`. `run`: what was due in a closed time runs once when the"
                + " time ends; `skip`: it does not.");
  }

  OpenTimes read(Values values, Calendars calendars, boolean runsAfter) {
    return new OpenTimes(
        calendars.resolve(values, values.scalars(onlyIn)),
        calendars.resolve(values, values.scalars(blackout)),
        runsAfter);
  }

  /** Reads the times of a schedule, with what happens after them. */
  OpenTimes read(Values values, Calendars calendars, Key<R, AfterBlackout> after) {
    if (!values.has(onlyIn) && !values.has(blackout)) {
      values.reportNoEffect(
          after,
          "\"after\" goes with \"only_in\" or \"blackout\"",
          "write one of them beside it, or delete it");
    }
    boolean runs = values.find(after).filter(AfterBlackout.RUN::equals).isPresent();
    return read(values, calendars, runs);
  }
}
