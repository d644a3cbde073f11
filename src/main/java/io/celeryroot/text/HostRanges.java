// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.text;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names with a number, summed up as {@code web[01-40].example.org}, and such ranges as names. Each
 * number has at least as many digits as the first.
 */
public final class HostRanges {

  private static final int FEWEST = 3;

  private static final Pattern NUMBERED =
      Pattern.compile("(?<before>[^0-9]*)(?<number>[0-9]{1,9})(?<after>(?:[^0-9].*)?)");

  private static final Pattern RANGE = Pattern.compile("\\[([0-9]{1,9})-([0-9]{1,9})\\]");

  /** Text around the number. */
  private record Family(String before, String after) {}

  /** A number as it is written. */
  private record Numeral(int width, int value) {

    static Numeral parse(String digits) {
      return new Numeral(digits.length(), Integer.parseInt(digits));
    }

    /** Returns the number after this one, which has as many digits at least. */
    Numeral next() {
      int more = value + 1;
      return new Numeral(Math.max(width, Integer.toString(more).length()), more);
    }

    String digits() {
      String digits = Integer.toString(value);
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
    Map<Family, TreeSet<Numeral>> families = new LinkedHashMap<>();
    List<Object> order = new ArrayList<>();
    for (String name : names) {
      Matcher matcher = NUMBERED.matcher(name);
      if (!matcher.matches()) {
        order.add(name);
        continue;
      }
      Family family = new Family(matcher.group("before"), matcher.group("after"));
      if (!families.containsKey(family)) {
        order.add(family);
      }
      families
          .computeIfAbsent(
              family,
              f ->
                  new TreeSet<>(
                      Comparator.comparingInt(Numeral::width).thenComparingInt(Numeral::value)))
          .add(Numeral.parse(matcher.group("number")));
    }
    List<String> summed = new ArrayList<>();
    for (Object part : order) {
      if (part instanceof Family family) {
        sum(family, List.copyOf(families.get(family)), summed);
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
    return Text.listing(of(names), most);
  }

  private static void sum(Family family, List<Numeral> numbers, List<String> summed) {
    for (int from = 0; from < numbers.size(); ) {
      int to = from;
      while (to + 1 < numbers.size() && numbers.get(to + 1).equals(numbers.get(to).next())) {
        to++;
      }
      if (to - from + 1 >= FEWEST) {
        String range = "[" + numbers.get(from).digits() + "-" + numbers.get(to).digits() + "]";
        summed.add(family.before() + range + family.after());
      } else {
        numbers
            .subList(from, to + 1)
            .forEach(number -> summed.add(family.before() + number.digits() + family.after()));
      }
      from = to + 1;
    }
  }

  /**
   * Finds the range in a text: two numbers in brackets, of which one has several digits. With one
   * digit each, it is a shell glob.
   *
   * @return place of the brackets; empty: none
   */
  private static Optional<Matcher> range(String text) {
    Matcher matcher = RANGE.matcher(text);
    while (matcher.find()) {
      if (matcher.group(1).length() > 1 || matcher.group(2).length() > 1) {
        return Optional.of(matcher);
      }
    }
    return Optional.empty();
  }

  /** Returns true if a text has a range. */
  public static boolean isRange(String text) {
    return range(text).isPresent();
  }

  /**
   * Counts the names that a text stands for, without making them.
   *
   * @throws UnreadableValue a range runs backwards
   */
  public static long count(String text) {
    long count = 1;
    String rest = text;
    for (Optional<Matcher> found = range(rest); found.isPresent(); found = range(rest)) {
      Matcher range = found.get();
      long first = Long.parseLong(range.group(1));
      long last = Long.parseLong(range.group(2));
      if (last < first) {
        throw new UnreadableValue(
            "host-range", "range runs backwards", "write the smaller number first");
      }
      count = Math.min(Integer.MAX_VALUE, count * (last - first + 1));
      rest = rest.substring(range.end());
    }
    return count;
  }

  /**
   * Lists the names that a text stands for: itself if it has no range.
   *
   * @throws UnreadableValue a range runs backwards
   */
  public static List<String> expand(String text) {
    Optional<Matcher> found = range(text);
    if (found.isEmpty()) {
      return List.of(text);
    }
    count(text);
    Matcher range = found.get();
    List<String> after = expand(text.substring(range.end()));
    List<String> names = new ArrayList<>();
    int last = Integer.parseInt(range.group(2));
    String before = text.substring(0, range.start());
    for (Numeral i = Numeral.parse(range.group(1)); i.value() <= last; i = i.next()) {
      String start = before + i.digits();
      after.forEach(rest -> names.add(start + rest));
    }
    return names;
  }
}
