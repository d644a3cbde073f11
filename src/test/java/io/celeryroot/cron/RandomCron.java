// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Random expressions of every form; the same ones for the same seed. */
final class RandomCron {

  private static final List<String> MONTHS = List.of("jan", "FEB", "Mar", "oct", "Nov", "dec");
  private static final List<String> DAYS = List.of("sun", "MON", "Tue", "wed", "thu", "Fri", "sat");

  private final Random random;

  RandomCron(long seed) {
    this.random = new Random(seed);
  }

  /** Often due within the small hours, where clocks change. */
  String next() {
    return String.join(
        " ",
        field(0, 59, 0.2, List.of()),
        chance(0.5) ? smallHours() : field(0, 23, 0.3, List.of()),
        chance(0.2) ? list(this::movableDate) : field(1, 31, 0.6, List.of()),
        field(1, 12, 0.7, MONTHS),
        chance(0.2) ? list(this::movableWeekday) : field(0, 7, 0.6, DAYS));
  }

  /** One or two of a kind, and sometimes a plain value or a star in front. */
  private String list(Supplier<String> movable) {
    String first = chance(0.2) ? (chance(0.5) ? "*/6," : "3,") : "";
    return first + movable.get() + (chance(0.2) ? "," + movable.get() : "");
  }

  private String movableDate() {
    return switch (random.nextInt(4)) {
      case 0 -> "L";
      case 1 -> "LW";
      case 2 -> "L-" + random.nextInt(31);
      default -> (1 + random.nextInt(31)) + "W";
    };
  }

  private String movableWeekday() {
    String day = chance(0.5) ? "" + random.nextInt(8) : DAYS.get(random.nextInt(DAYS.size()));
    return chance(0.3) ? day + "L" : day + "#" + (1 + random.nextInt(5));
  }

  private String smallHours() {
    int from = random.nextInt(4);
    return chance(0.5) ? Integer.toString(from) : from + "-" + (from + random.nextInt(3));
  }

  private String field(int low, int high, double stars, List<String> names) {
    if (chance(stars)) {
      return "*";
    }
    return Stream.generate(() -> entry(low, high, names))
        .limit(chance(0.6) ? 1 : 1 + random.nextInt(3))
        .collect(Collectors.joining(","));
  }

  private String entry(int low, int high, List<String> names) {
    if (!names.isEmpty() && chance(0.3)) {
      return names.get(random.nextInt(names.size()));
    }
    int from = low + random.nextInt(high - low + 1);
    int to = from + random.nextInt(high - from + 1);
    int step = 1 + random.nextInt(high + 2);
    return switch (random.nextInt(6)) {
      case 0 -> "*/" + step;
      case 1 -> from + "-" + to;
      case 2 -> from + "-" + to + "/" + step;
      default -> Integer.toString(from);
    };
  }

  private boolean chance(double probability) {
    return random.nextDouble() < probability;
  }
}
