// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.view;

import java.util.ArrayList;
import java.util.List;

/** The difference of two texts in the form of {@code diff -u}. */
public final class UnifiedDiff {

  private static final int CONTEXT = 3;

  /** Product of the numbers of lines above which a part counts as replaced altogether. */
  private static final long MOST_CELLS = 4_000_000;

  private record Line(char sign, String text) {}

  private UnifiedDiff() {}

  /**
   * Returns the difference; empty when the texts are equal line by line.
   *
   * @param name of both, for the head
   */
  public static String of(String name, String before, String after) {
    List<Line> lines = compare(before.lines().toList(), after.lines().toList());
    if (lines.stream().allMatch(line -> line.sign() == ' ')) {
      return "";
    }
    StringBuilder text = new StringBuilder("--- " + name + "\n+++ " + name + "\n");
    int from = 0;
    while ((from = nextChange(lines, from)) < lines.size()) {
      int start = Math.max(0, from - CONTEXT);
      int end = hunkEnd(lines, from);
      appendHunk(text, lines, start, end);
      from = end;
    }
    return text.toString();
  }

  private static int nextChange(List<Line> lines, int from) {
    int i = from;
    while (i < lines.size() && lines.get(i).sign() == ' ') {
      i++;
    }
    return i;
  }

  /** Returns the end of the context after the last change; near changes share a hunk. */
  private static int hunkEnd(List<Line> lines, int change) {
    int last = change;
    for (int next = change; next < lines.size() && next <= last + 2 * CONTEXT + 1; ) {
      last = next;
      next = nextChange(lines, next + 1);
    }
    return Math.min(lines.size(), last + CONTEXT + 1);
  }

  private static void appendHunk(StringBuilder text, List<Line> lines, int start, int end) {
    text.append("@@ -").append(range(lines, start, end, '+'));
    text.append(" +").append(range(lines, start, end, '-')).append(" @@\n");
    for (Line line : lines.subList(start, end)) {
      text.append(line.sign()).append(line.text()).append('\n');
    }
  }

  /** Returns first line and number of lines of a side: those without the sign of the other. */
  private static String range(List<Line> lines, int start, int end, char other) {
    long before = lines.subList(0, start).stream().filter(l -> l.sign() != other).count();
    long count = lines.subList(start, end).stream().filter(l -> l.sign() != other).count();
    return (count == 0 ? before : before + 1) + "," + count;
  }

  /** Compares what is between the lines with which both begin and end. */
  private static List<Line> compare(List<String> a, List<String> b) {
    int shorter = Math.min(a.size(), b.size());
    int head = 0;
    while (head < shorter && a.get(head).equals(b.get(head))) {
      head++;
    }
    int tail = 0;
    while (tail < shorter - head && a.get(a.size() - 1 - tail).equals(b.get(b.size() - 1 - tail))) {
      tail++;
    }
    List<Line> lines = new ArrayList<>();
    a.subList(0, head).forEach(line -> lines.add(new Line(' ', line)));
    List<String> before = a.subList(head, a.size() - tail);
    List<String> after = b.subList(head, b.size() - tail);
    if ((long) before.size() * after.size() > MOST_CELLS) {
      before.forEach(line -> lines.add(new Line('-', line)));
      after.forEach(line -> lines.add(new Line('+', line)));
    } else {
      lines.addAll(longestCommon(before, after));
    }
    a.subList(a.size() - tail, a.size()).forEach(line -> lines.add(new Line(' ', line)));
    return lines;
  }

  private static List<Line> longestCommon(List<String> a, List<String> b) {
    int[][] common = new int[a.size() + 1][b.size() + 1];
    for (int i = a.size() - 1; i >= 0; i--) {
      for (int j = b.size() - 1; j >= 0; j--) {
        common[i][j] =
            a.get(i).equals(b.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    List<Line> lines = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < a.size() || j < b.size()) {
      if (i < a.size() && j < b.size() && a.get(i).equals(b.get(j))) {
        lines.add(new Line(' ', a.get(i++)));
        j++;
      } else if (i < a.size() && (j == b.size() || common[i + 1][j] >= common[i][j + 1])) {
        lines.add(new Line('-', a.get(i++)));
      } else {
        lines.add(new Line('+', b.get(j++)));
      }
    }
    return lines;
  }
}
