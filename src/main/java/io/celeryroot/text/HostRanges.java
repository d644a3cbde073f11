// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.text;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names that differ in their first number only, summed up as {@code web[01-40].example.org}. */
public final class HostRanges {

  private static final Pattern NUMBERED =
      Pattern.compile("(?<before>[^0-9]*)(?<number>[0-9]{1,9})(?<after>(?:[^0-9].*)?)");

  /** Names that may become one range: the same text around a number of the same width. */
  private record Family(String before, int width, String after) {

    String name(int number) {
      return before + digits(number) + after;
    }

    String range(int from, int to) {
      return before + "[" + digits(from) + "-" + digits(to) + "]" + after;
    }

    private String digits(int number) {
      String digits = Integer.toString(number);
      return "0".repeat(Math.max(0, width - digits.length())) + digits;
    }
  }

  private HostRanges() {}

  /**
   * Sums up names.
   *
   * @param names in any order
   * @return ranges of three and more, and the other names, in the order of their first name
   */
  public static List<String> of(Collection<String> names) {
    Map<Family, TreeSet<Integer>> families = new LinkedHashMap<>();
    List<Object> order = new ArrayList<>();
    for (String name : names) {
      Matcher matcher = NUMBERED.matcher(name);
      if (!matcher.matches()) {
        order.add(name);
        continue;
      }
      Family family = family(matcher);
      if (families.computeIfAbsent(family, f -> new TreeSet<>()).isEmpty()) {
        order.add(family);
      }
      families.get(family).add(Integer.parseInt(matcher.group("number")));
    }
    List<String> summed = new ArrayList<>();
    for (Object part : order) {
      if (part instanceof Family family) {
        ranges(family, families.get(family), summed);
      } else {
        summed.add((String) part);
      }
    }
    return summed;
  }

  /**
   * Sums up names in one text.
   *
   * @param most parts that are named; the others are counted
   */
  public static String text(Collection<String> names, int most) {
    List<String> parts = of(names);
    return parts.size() <= most
        ? String.join(", ", parts)
        : String.join(", ", parts.subList(0, most)) + " and " + (parts.size() - most) + " more";
  }

  private static Family family(Matcher matcher) {
    return new Family(
        matcher.group("before"), matcher.group("number").length(), matcher.group("after"));
  }

  private static void ranges(Family family, TreeSet<Integer> numbers, List<String> summed) {
    List<Integer> sorted = List.copyOf(numbers);
    for (int from = 0; from < sorted.size(); ) {
      int to = from;
      while (to + 1 < sorted.size() && sorted.get(to + 1) == sorted.get(to) + 1) {
        to++;
      }
      if (to - from >= 2) {
        summed.add(family.range(sorted.get(from), sorted.get(to)));
      } else {
        sorted.subList(from, to + 1).forEach(number -> summed.add(family.name(number)));
      }
      from = to + 1;
    }
  }
}
