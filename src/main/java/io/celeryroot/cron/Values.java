// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The values one field admits.
 *
 * @param field whose values these are
 * @param bits bit n is set when n is admitted; Sunday is 0, never 7
 * @param startsWithStar the text of the field begins with {@code *}; to cron that is a property of
 *     its own: {@code *} and {@code 0-59} admit the same and behave differently
 */
record Values(CronField field, long bits, boolean startsWithStar) {

  /** Consecutive values. */
  record Run(int first, int last) {}

  /** Values at equal distance that begin anew, at the same distance, in the next hour or day. */
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
    for (int value = first(); value <= last(); value += step) {
      if (!contains(value)) {
        return OptionalInt.empty();
      }
    }
    boolean complete = (last() - first()) / step + 1 == size();
    return complete ? OptionalInt.of(step) : OptionalInt.empty();
  }

  /** These values as a cycle of the minutes of an hour or the hours of a day, if they are one. */
  Optional<Cycle> cycle() {
    int length = field.lastDistinct() + 1;
    int count = size();
    if (count < 2 || length % count != 0) {
      return Optional.empty();
    }
    int step = length / count;
    for (int value = first(); value < length; value += step) {
      if (!contains(value)) {
        return Optional.empty();
      }
    }
    return first() < step ? Optional.of(new Cycle(first(), step)) : Optional.empty();
  }
}
