// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.part;

import io.celeryroot.text.Printable;
import java.util.List;

/**
 * A drawing.
 *
 * @param heading of it
 * @param summary the same in words, for who does not see it
 * @param width in units of its own; the page scales it
 * @param height in the same units
 * @param marks from the back to the front
 */
public record Drawing(String heading, String summary, int width, int height, List<Mark> marks)
    implements Part {

  public Drawing {
    marks = List.copyOf(marks);
  }

  /**
   * A rectangle or a text.
   *
   * @param style class in the style sheet
   * @param x left edge
   * @param y top edge, or the line that a text stands on
   * @param width of a rectangle; 0: a text
   * @param height of a rectangle
   * @param text the text, or what a rectangle means
   * @param href address; empty text: none
   */
  public record Mark(
      String style, double x, double y, double width, double height, String text, String href) {

    public Mark {
      text = Printable.line(text);
    }

    public static Mark text(String style, double x, double y, String text, String href) {
      return new Mark(style, x, y, 0, 0, text, href);
    }

    public boolean isText() {
      return width == 0;
    }

    public boolean hasHref() {
      return !href.isEmpty();
    }
  }
}
