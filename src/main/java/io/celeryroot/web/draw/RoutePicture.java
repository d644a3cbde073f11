// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.draw;

import io.celeryroot.routes.RouteStep;
import io.celeryroot.web.RouteCounts;
import io.celeryroot.web.RouteCounts.Counts;
import io.celeryroot.web.part.Drawing;
import io.celeryroot.web.part.Drawing.Mark;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The boxes of generated routes, each below the one before, with counters of the routes: pure. */
public final class RoutePicture {

  private static final int BOX = 26;
  private static final int ROW = 36;
  private static final int WIDTH = 460;
  private static final int INDENT = 24;
  private static final int MOST_TEXT = 60;

  private RoutePicture() {}

  public static Drawing draw(List<RouteStep> steps, RouteCounts counts) {
    List<Mark> marks = new ArrayList<>();
    int y = 2;
    int deepest = 0;
    for (RouteStep step : steps) {
      int x = 2 + INDENT * step.depth();
      deepest = Math.max(deepest, step.depth());
      if (step.depth() > 0) {
        marks.add(new Mark("edge", x + 12, y - (ROW - BOX), 2, ROW - BOX, "then", ""));
      }
      String text = (step.verb() + " " + step.text()).strip();
      marks.add(new Mark("step", x, y, WIDTH, BOX, text, ""));
      marks.add(Mark.text("lane", x + 8, y + 17, cut(text), ""));
      if (step.depth() == 0) {
        counts
            .of(step.route())
            .ifPresent(
                found ->
                    marks.add(Mark.text("axis", x + WIDTH + 10.0, at(marks), words(found), "")));
      }
      y += ROW;
    }
    return new Drawing(
        "Its generated route", summary(steps, counts), WIDTH + INDENT * deepest + 260, y, marks);
  }

  private static double at(List<Mark> marks) {
    return marks.get(marks.size() - 1).y();
  }

  private static String cut(String text) {
    return text.length() > MOST_TEXT ? text.substring(0, MOST_TEXT - 1) + "…" : text;
  }

  private static String words(Counts counts) {
    return "%d came through, %d failed, %d on their way"
        .formatted(counts.total(), counts.failed(), counts.inflight());
  }

  private static String summary(List<RouteStep> steps, RouteCounts counts) {
    Optional<Counts> first = steps.stream().findFirst().flatMap(step -> counts.of(step.route()));
    return first
        .map(found -> "Since this process started, of the first route: " + words(found) + ".")
        .orElse("The route does not run in this process, so there are no counters here.");
  }
}
