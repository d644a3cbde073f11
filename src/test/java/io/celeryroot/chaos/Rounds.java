// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.chaos;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How often the tests of this package do it, and what they measured. */
final class Rounds {

  private Rounds() {}

  /**
   * @param shortForm number of times in {@code mvn verify}
   * @param round number of times in each of the rounds of the long form
   */
  static int of(int shortForm, int round) {
    int rounds = Integer.getInteger("cl.chaos.rounds", 1);
    return rounds == 1 ? shortForm : round * rounds;
  }

  /** Median, 99th percentile and maximum of times, in words. */
  static String percentiles(Collection<Duration> times) {
    if (times.isEmpty()) {
      return "none";
    }
    List<Long> sorted = times.stream().map(Duration::toMillis).sorted().toList();
    int last = sorted.size() - 1;
    return "n=%d median=%d ms p99=%d ms max=%d ms"
        .formatted(
            sorted.size(),
            sorted.get(last / 2),
            sorted.get((int) Math.ceil(last * 0.99)),
            sorted.get(last));
  }

  /** Lets time pass in which a process does whatever it does. */
  static void letPass(long millis) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(millis);
  }
}
