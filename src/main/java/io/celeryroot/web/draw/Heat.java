// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.draw;

import io.celeryroot.web.part.Drawing;
import io.celeryroot.web.part.Drawing.Mark;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A map of days and hours, darker where more starts: pure. */
public final class Heat {

  private static final int LEFT = 96;
  private static final int CELL = 34;
  private static final int TOP = 18;
  private static final int ROW = 24;
  private static final int LEVELS = 4;

  private Heat() {}

  /** Returns the numbers of starts by day, one for each hour. */
  public static Map<LocalDate, long[]> hours(Map<Instant, Long> minutes) {
    Map<LocalDate, long[]> days = new TreeMap<>();
    minutes.forEach(
        (minute, starts) -> {
          var at = minute.atOffset(ZoneOffset.UTC);
          days.computeIfAbsent(at.toLocalDate(), day -> new long[24])[at.getHour()] += starts;
        });
    return days;
  }

  private static String brief(long number) {
    return number < 10_000
        ? String.valueOf(number)
        : number < 1_000_000 ? number / 1000 + "k" : number / 1_000_000 + "M";
  }

  public static Drawing draw(Map<LocalDate, long[]> days) {
    long most = 0;
    for (long[] hours : days.values()) {
      for (long starts : hours) {
        most = Math.max(most, starts);
      }
    }
    List<Mark> marks = new ArrayList<>();
    for (int hour = 0; hour < 24; hour++) {
      marks.add(Mark.text("axis", LEFT + hour * CELL + 8.0, 12, "%02d".formatted(hour), ""));
    }
    int y = TOP;
    for (Map.Entry<LocalDate, long[]> day : days.entrySet()) {
      marks.add(Mark.text("axis", 0, y + 16.0, day.getKey().toString(), ""));
      for (int hour = 0; hour < 24; hour++) {
        long starts = day.getValue()[hour];
        long level = starts == 0 ? 0 : 1 + (LEVELS - 1) * (starts - 1) / Math.max(1, most - 1);
        marks.add(
            new Mark(
                "heat" + Math.min(level, LEVELS),
                LEFT + hour * CELL,
                y,
                CELL - 2,
                ROW - 2,
                "%s %02d:00: %d starts".formatted(day.getKey(), hour, starts),
                ""));
        if (starts > 0) {
          String style = level > 2 ? "inverse" : "count";
          marks.add(Mark.text(style, LEFT + hour * CELL + 3.0, y + 15.0, brief(starts), ""));
        }
      }
      y += ROW;
    }
    return new Drawing(
        "Starts by day and hour",
        "Times are UTC. The busiest hour has " + most + " starts; a darker cell has more.",
        LEFT + 24 * CELL,
        y + 4,
        marks);
  }
}
