// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Lists and ordinal numbers in English. */
final class English {

  private English() {}

  static String numbers(FieldValues values) {
    return join(entries(values.runs(), Integer::toString), "and");
  }

  /** Names the values of runs; three neighbours or more as "first to last". */
  static List<String> entries(List<FieldValues.Run> runs, IntFunction<String> name) {
    return runs.stream()
        .flatMap(
            run ->
                run.last() - run.first() > 1
                    ? Stream.of(name.apply(run.first()) + " to " + name.apply(run.last()))
                    : IntStream.rangeClosed(run.first(), run.last()).mapToObj(name))
        .toList();
  }

  static String join(List<String> entries, String conjunction) {
    int last = entries.size() - 1;
    return last == 0
        ? entries.get(0)
        : String.join(", ", entries.subList(0, last)) + " " + conjunction + " " + entries.get(last);
  }

  static String ordinal(int number) {
    int tens = number / 10 % 10;
    String ending =
        switch (tens == 1 ? 0 : number % 10) {
          case 1 -> "st";
          case 2 -> "nd";
          case 3 -> "rd";
          default -> "th";
        };
    return number + ending;
  }
}
