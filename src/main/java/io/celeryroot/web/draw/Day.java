// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.draw;

import io.celeryroot.text.EnumWords;
import io.celeryroot.text.Text;
import io.celeryroot.web.part.Drawing;
import io.celeryroot.web.part.Drawing.Mark;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A strip of time with a lane for each schedule, as long behind as ahead: pure. */
public final class Day {

  /** Time on each side of now. */
  public static final Duration SIDE = Duration.ofHours(24);

  private static final int NAMES = 200;
  private static final int HOUR = 20;
  private static final int LANE = 22;
  private static final int TOP = 24;
  private static final double LEAST = 3;

  /** Number of runs of a kind that a lane shows one by one. */
  private static final int MOST_SINGLE = 50;

  /** Number of bars of all lanes, at about 200 bytes each. */
  private static final int MOST_BARS = 500;

  private Day() {}

  /** Kinds of bars; each looks different without its colour. */
  public enum Kind {
    BLACKOUT,
    OK,
    FAILED,
    OPEN,
    MISSED,
    COMING;

    public String word() {
      return EnumWords.of(this);
    }
  }

  /**
   * A stretch of time: a run, or several of a kind.
   *
   * @param href address; empty text: none
   * @param runs how many; 1: it is as long as the run
   * @param isCut true: there are more than those
   */
  public record Bar(Kind kind, Instant from, Instant until, String href, int runs, boolean isCut) {

    public Bar(Kind kind, Instant from, Instant until, String href) {
      this(kind, from, until, href, 1, false);
    }

    /** Returns the bar of some that are not all. */
    public Bar cut() {
      return new Bar(kind, from, until, href, runs, true);
    }

    private Bar with(Bar other, String address) {
      return new Bar(
          kind,
          from.isBefore(other.from) ? from : other.from,
          until.isAfter(other.until) ? until : other.until,
          address,
          runs + other.runs,
          isCut || other.isCut);
    }
  }

  /**
   * The runs of one schedule, and when it is closed.
   *
   * @param closed times at which it does not start
   * @param bars its runs
   */
  public record Lane(String name, String href, List<Bar> closed, List<Bar> bars) {

    public Lane {
      closed = List.copyOf(closed);
      bars = List.copyOf(bars);
    }

    /** Puts all of a kind into one bar if there are more than so many. */
    public Lane within(int most) {
      return new Lane(name, href, within(closed, most), within(bars, most));
    }

    private List<Bar> within(List<Bar> all, int most) {
      Map<Kind, List<Bar>> kinds = new EnumMap<>(Kind.class);
      all.forEach(bar -> kinds.computeIfAbsent(bar.kind(), kind -> new ArrayList<>()).add(bar));
      return kinds.values().stream()
          .flatMap(
              some ->
                  some.size() <= most
                      ? some.stream()
                      : some.stream().reduce((one, other) -> one.with(other, href)).stream())
          .toList();
    }

    /** All stretches, from the back to the front. */
    public List<Bar> all() {
      return Stream.concat(closed.stream(), bars.stream()).toList();
    }
  }

  /** Returns lanes that are not too much for a page, with as many single runs as that allows. */
  public static List<Lane> fitting(List<Lane> lanes) {
    int most = MOST_SINGLE;
    List<Lane> fitting = within(lanes, most);
    while (most > 1 && fitting.stream().mapToInt(lane -> lane.all().size()).sum() > MOST_BARS) {
      most /= 2;
      fitting = within(lanes, most);
    }
    return fitting;
  }

  private static List<Lane> within(List<Lane> lanes, int most) {
    return lanes.stream().map(lane -> lane.within(most)).toList();
  }

  public static Drawing draw(Instant now, List<Lane> lanes) {
    int width = NAMES + 48 * HOUR;
    int height = TOP + lanes.size() * LANE + 4;
    List<Mark> marks = new ArrayList<>();
    for (int i = 0; i < lanes.size(); i++) {
      addLane(marks, lanes.get(i), now, TOP + i * LANE);
    }
    addHours(marks, now, height);
    marks.add(new Mark("now", x(now, now), TOP - 6, 2, height - TOP + 6, "now", ""));
    return new Drawing("24 hours behind, 24 hours ahead", summary(lanes), width, height, marks);
  }

  private static void addHours(List<Mark> marks, Instant now, int height) {
    Instant hour = now.minus(SIDE).truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS);
    for (; hour.isBefore(now.plus(SIDE)); hour = hour.plus(1, ChronoUnit.HOURS)) {
      String text = Text.utc(hour).substring(11, 13);
      if (Integer.parseInt(text) % 3 == 0) {
        marks.add(Mark.text("axis", x(hour, now), 12, text + ":00", ""));
        marks.add(new Mark("edge", x(hour, now), TOP - 8, 1, height - TOP + 8, text + ":00", ""));
      }
    }
  }

  private static void addLane(List<Mark> marks, Lane lane, Instant now, int y) {
    String name = lane.name().length() > 26 ? lane.name().substring(0, 25) + "…" : lane.name();
    marks.add(Mark.text("lane", 0, y + 15, name, lane.href()));
    for (Bar bar : lane.all()) {
      double from = Math.max(NAMES, x(bar.from(), now));
      double until = Math.min(NAMES + 48.0 * HOUR, x(bar.until(), now));
      int inset = bar.kind() == Kind.BLACKOUT ? 0 : 4;
      marks.add(
          new Mark(
              bar.kind().word(),
              from,
              y + inset,
              rounded(Math.max(LEAST, until - from)),
              LANE - 2 * inset,
              text(lane.name(), bar),
              bar.href()));
    }
  }

  private static String text(String name, Bar bar) {
    if (bar.runs() > 1) {
      return "%s: %s%d %s, %s to %s"
          .formatted(
              name,
              bar.isCut() ? "more than " : "",
              bar.runs(),
              bar.kind().word(),
              Text.utc(bar.from()),
              Text.utc(bar.until()));
    }
    boolean isLong = bar.until().isAfter(bar.from());
    return name
        + ": "
        + bar.kind().word()
        + " "
        + Text.utc(bar.from())
        + (isLong ? ", " + Text.duration(Duration.between(bar.from(), bar.until())) : "");
  }

  private static double x(Instant at, Instant now) {
    double hours = Duration.between(now.minus(SIDE), at).toSeconds() / 3600.0;
    return rounded(NAMES + hours * HOUR);
  }

  private static double rounded(double value) {
    return Math.round(value * 10) / 10.0;
  }

  private static String summary(List<Lane> lanes) {
    List<String> counts = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      long count =
          lanes.stream()
              .flatMap(lane -> lane.all().stream())
              .filter(bar -> bar.kind() == kind)
              .mapToLong(Bar::runs)
              .sum();
      if (count > 0) {
        counts.add(count + " " + kind.word());
      }
    }
    return "Times are UTC. A dashed frame was missed, a thin frame is to come, a frame around a"
        + " full bar failed, a grey band is closed by a calendar. One bar stands for all runs of a"
        + " kind where there are many. "
        + (counts.isEmpty() ? "Nothing is here." : "Shown: " + String.join(", ", counts) + ".");
  }
}
