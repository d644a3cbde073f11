// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.yaml;

import io.celeryroot.config.Source;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The text of a file and the places in it, counted in code points; a line ends with LF, CR or CR
 * LF.
 */
public final class SourceText {

  private final String file;
  private final boolean builtIn;
  private final int[] points;
  private final int[] lineStarts;

  /** The text of a file that the user gave. */
  public SourceText(String file, String text) {
    this(file, text, false);
  }

  private SourceText(String file, String text, boolean builtIn) {
    this.file = file;
    this.builtIn = builtIn;
    this.points = text.codePoints().toArray();
    this.lineStarts = lineStarts(points);
  }

  /** A text of Celeryroot itself: all its positions are {@link Source#BUILT_IN}. */
  public static SourceText builtIn(String text) {
    return new SourceText(Source.BUILT_IN.file(), text, true);
  }

  String file() {
    return file;
  }

  /** The number of code points. */
  public int size() {
    return points.length;
  }

  /** The position of the code point at {@code index}. */
  public Source sourceAt(int index) {
    if (builtIn) {
      return Source.BUILT_IN;
    }
    int line = lineOf(index);
    return new Source(file, line + 1, index - lineStarts[line] + 1);
  }

  /** The code points from {@code start} to {@code end}, at most to the end of the line. */
  int lengthOnLine(int start, int end) {
    int stop = start;
    while (stop < end && stop < points.length && points[stop] != '\n' && points[stop] != '\r') {
      stop++;
    }
    return stop - start;
  }

  String slice(int start, int end) {
    int stop = Math.min(end, points.length);
    return start >= stop ? "" : new String(points, start, stop - start);
  }

  private int lineOf(int index) {
    int found = Arrays.binarySearch(lineStarts, index);
    return found >= 0 ? found : -found - 2;
  }

  private static int[] lineStarts(int[] points) {
    List<Integer> starts = new ArrayList<>(List.of(0));
    for (int i = 0; i < points.length; i++) {
      boolean crlf = points[i] == '\r' && i + 1 < points.length && points[i + 1] == '\n';
      if (points[i] == '\n' || (points[i] == '\r' && !crlf)) {
        starts.add(i + 1);
      }
    }
    return starts.stream().mapToInt(Integer::intValue).toArray();
  }
}
