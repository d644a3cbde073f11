// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.forecast;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Counts starts by minute and host. Confined to one thread. */
final class Minutes {

  private static final long MINUTE = 60;

  private final List<Starts> all;
  private final long first;
  private final long[] totals;

  Minutes(List<Starts> all, Period period) {
    this.all = all;
    this.first = Math.floorDiv(period.after().getEpochSecond(), MINUTE);
    long last = Math.floorDiv(period.until().getEpochSecond(), MINUTE);
    this.totals = new long[(int) (last - first + 1)];
    all.forEach(this::count);
  }

  private void count(Starts starts) {
    if (!starts.isSpread()) {
      for (long due : starts.due()) {
        add(totals, due, starts.targets().size());
      }
      return;
    }
    Map<Long, int[]> byRest = new HashMap<>();
    for (long due : starts.due()) {
      long rest = Math.floorMod(due, MINUTE);
      int[] later = byRest.computeIfAbsent(rest, r -> histogram(starts.offsets(), r));
      for (int i = 0; i < later.length; i++) {
        add(totals, due + i * MINUTE, later[i]);
      }
    }
  }

  /** Numbers of hosts that start so many minutes after the minute of the due instant. */
  private static int[] histogram(int[] offsets, long rest) {
    int most = Arrays.stream(offsets).max().orElse(0);
    int[] later = new int[(int) ((rest + most) / MINUTE) + 1];
    for (int offset : offsets) {
      later[(int) ((rest + offset) / MINUTE)]++;
    }
    return later;
  }

  private void add(long[] counts, long second, long starts) {
    long index = Math.floorDiv(second, MINUTE) - first;
    if (index >= 0 && index < counts.length) {
      counts[(int) index] += starts;
    }
  }

  long total() {
    return Arrays.stream(totals).sum();
  }

  /** Numbers of starts by minute, in order; minutes without any are left out. */
  Map<Instant, Long> byMinute() {
    Map<Instant, Long> counts = new LinkedHashMap<>();
    for (int i = 0; i < totals.length; i++) {
      if (totals[i] > 0) {
        counts.put(instant(i), totals[i]);
      }
    }
    return counts;
  }

  private Instant instant(long index) {
    return Instant.ofEpochSecond((first + index) * MINUTE);
  }

  /** The minutes with the most starts, the busiest first, of equal ones the earliest. */
  List<BusyMinute> busiest(int most) {
    return IntStream.range(0, totals.length)
        .filter(i -> totals[i] > 0)
        .boxed()
        .sorted(Comparator.comparing((Integer i) -> -totals[i]))
        .limit(most)
        .map(this::busy)
        .toList();
  }

  private BusyMinute busy(int index) {
    Map<String, Long> hosts = new LinkedHashMap<>();
    Map<String, Long> schedules = new LinkedHashMap<>();
    for (Starts starts : all) {
      for (int i = 0; i < starts.targets().size(); i++) {
        long number = inMinute(starts.due(), (first + index) * MINUTE - starts.offsets()[i]);
        if (number > 0) {
          hosts.merge(starts.targets().get(i).label(), number, Long::sum);
          schedules.merge(starts.schedule(), number, Long::sum);
        }
      }
    }
    Map.Entry<String, Long> busiest =
        hosts.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
    return new BusyMinute(
        instant(index),
        totals[index],
        hosts.size(),
        busiest.getKey(),
        busiest.getValue(),
        schedules.entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
            .map(Map.Entry::getKey)
            .toList());
  }

  private static int inMinute(long[] due, long from) {
    return before(due, from + MINUTE) - before(due, from);
  }

  private static int before(long[] due, long limit) {
    int index = Arrays.binarySearch(due, limit);
    return index >= 0 ? index : -index - 1;
  }

  /**
   * Starts of one host.
   *
   * @param offset seconds after the due instants
   */
  private record Own(Starts starts, int offset) {}

  /** The starts of each host, those with the busiest minute first. */
  List<HostLoad> hosts() {
    Map<String, List<Integer>> fixed = new LinkedHashMap<>();
    Map<String, List<Own>> spread = new HashMap<>();
    for (int i = 0; i < all.size(); i++) {
      Starts starts = all.get(i);
      for (int j = 0; j < starts.targets().size(); j++) {
        String host = starts.targets().get(j).label();
        List<Integer> own = fixed.computeIfAbsent(host, h -> new ArrayList<>());
        if (starts.isSpread()) {
          spread
              .computeIfAbsent(host, h -> new ArrayList<>())
              .add(new Own(starts, starts.offsets()[j]));
        } else {
          own.add(i);
        }
      }
    }
    return loads(fixed, spread).stream()
        .sorted(
            Comparator.comparingInt(HostLoad::most)
                .thenComparingLong(HostLoad::starts)
                .reversed()
                .thenComparing(HostLoad::host))
        .toList();
  }

  /** Counts what hosts have in common once. */
  private List<HostLoad> loads(Map<String, List<Integer>> fixed, Map<String, List<Own>> spread) {
    Map<List<Integer>, List<String>> groups = new LinkedHashMap<>();
    fixed.forEach((host, own) -> groups.computeIfAbsent(own, same -> new ArrayList<>()).add(host));
    List<HostLoad> loads = new ArrayList<>();
    groups.forEach(
        (common, hosts) -> {
          long[] base = new long[totals.length];
          common.forEach(i -> addAll(base, all.get(i), 0));
          for (String host : hosts) {
            long[] counts = spread.containsKey(host) ? base.clone() : base;
            spread
                .getOrDefault(host, List.of())
                .forEach(own -> addAll(counts, own.starts(), own.offset()));
            loads.add(load(host, counts));
          }
        });
    return loads;
  }

  private void addAll(long[] counts, Starts starts, int offset) {
    for (long due : starts.due()) {
      add(counts, due + offset, 1);
    }
  }

  private HostLoad load(String host, long[] counts) {
    int most = 0;
    long sum = 0;
    for (int i = 0; i < counts.length; i++) {
      sum += counts[i];
      most = counts[i] > counts[most] ? i : most;
    }
    return new HostLoad(host, sum, (int) counts[most], instant(most));
  }
}
