// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The values that one field admits.
 *
 * @param field whose values these are
 * @param bits bit n is set when n is admitted; Sunday is 0, never 7
 * @param startsWithStar the text of the field begins with {@code *}; to cron that is a property of
 *     its own: {@code *} and {@code 0-59} admit the same and behave differently
 */
record FieldValues(CronField field, long bits, boolean startsWithStar) {

  /** Consecutive values. */
  record Run(int first, int last) {}

  /** Values at equal distance, which the first value of the next hour or day has as well. */
  record Cycle(int first, int step) {}

  boolean contains(int value) {
    return (bits >>> value & 1) == 1;
  }

  boolean isFull() {
    return size() == field.lastDistinct() - field.first() + 1;
  }

  int size() {
    return Long.bitCount(bits);
  }

  int first() {
    return Long.numberOfTrailingZeros(bits);
  }

  int last() {
    return 63 - Long.numberOfLeadingZeros(bits);
  }

  /** The smallest admitted value that is not below {@code from}. */
  OptionalInt nextFrom(int from) {
    long rest = from > 63 ? 0 : bits & (-1L << from);
    return rest == 0 ? OptionalInt.empty() : OptionalInt.of(Long.numberOfTrailingZeros(rest));
  }

  /** The admitted values in ascending order. */
  IntStream all() {
    return IntStream.rangeClosed(first(), last()).filter(this::contains);
  }

  List<Run> runs() {
    List<Run> runs = new ArrayList<>();
    for (OptionalInt start = nextFrom(0); start.isPresent(); ) {
      int first = start.getAsInt();
      int last = first + Long.numberOfTrailingZeros(~(bits >>> first)) - 1;
      runs.add(new Run(first, last));
      start = nextFrom(last + 1);
    }
    return runs;
  }

  /** The distance between neighbours when there are three values or more and all agree. */
  OptionalInt step() {
    if (size() < 3) {
      return OptionalInt.empty();
    }
    int step = nextFrom(first() + 1).orElseThrow() - first();
    return bits == bits(first(), last(), step) ? OptionalInt.of(step) : OptionalInt.empty();
  }

  /** These values as a cycle of the minutes of an hour or the hours of a day, if they are one. */
  Optional<Cycle> cycle() {
    int length = field.lastDistinct() + 1;
    int count = size();
    if (count < 2 || length % count != 0) {
      return Optional.empty();
    }
    int step = length / count;
    return bits == bits(first(), length - 1, step)
        ? Optional.of(new Cycle(first(), step))
        : Optional.empty();
  }

  /** The bits of every value from {@code first} to {@code last} in steps. */
  static long bits(int first, int last, int step) {
    long bits = 0;
    for (int value = first; value <= last; value += step) {
      bits |= 1L << value;
    }
    return bits;
  }
}
