// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import io.celeryroot.config.Source;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The text of a file and the places in it, counted in code points; a line ends with LF, CR or CR
 * LF.
 */
final class SourceText {

  private final String file;
  private final int[] points;
  private final int[] lineStarts;

  SourceText(String file, String text) {
    this.file = file;
    this.points = text.codePoints().toArray();
    this.lineStarts = lineStarts(points);
  }

  String file() {
    return file;
  }

  int size() {
    return points.length;
  }

  /** The place of the code point at {@code index}. */
  Source sourceAt(int index) {
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
