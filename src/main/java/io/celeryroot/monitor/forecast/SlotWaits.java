// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.forecast;

import io.celeryroot.config.ClConfig;
import io.celeryroot.job.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.PriorityQueue;

/**
 * Plays the starts of hosts through the slots of their roles.
 *
 * <p>Hosts with the same schedules are played once, with the splay of the first of them. Jobs for
 * any host of a role are left out, since nobody knows where they will run. Each due instant counts
 * as a run, whatever {@code overlap} says.
 */
final class SlotWaits {

  private final ClConfig config;
  private final List<Starts> all;
  private final Map<Target, List<Own>> byTarget = new LinkedHashMap<>();

  /**
   * Starts of one target.
   *
   * @param index of the starts
   * @param offset seconds after the due instants
   */
  private record Own(int index, int offset) {}

  SlotWaits(ClConfig config, List<Starts> all) {
    this.config = config;
    this.all = all;
    for (int i = 0; i < all.size(); i++) {
      Starts starts = all.get(i);
      for (int j = 0; j < starts.targets().size(); j++) {
        Target target = starts.targets().get(j);
        if (target.host().isPresent() && slots(target.role()).isPresent()) {
          byTarget
              .computeIfAbsent(target, t -> new ArrayList<>())
              .add(new Own(i, starts.offsets()[j]));
        }
      }
    }
  }

  private OptionalInt slots(String role) {
    return config.roles().get(role).concurrency();
  }

  /** A job that wants to start. */
  private record Wish(long at, long seconds, int schedule) {}

  /** Results of one schedule on one host. */
  private static final class Tally {
    private int starts;
    private int waits;
    private long longest;
  }

  /** Lists the schedules that wait, those with the longest waits first. */
  List<SlotWait> list() {
    Map<List<Object>, List<Target>> groups = new LinkedHashMap<>();
    byTarget.forEach(
        (target, own) -> {
          List<Integer> indexes = own.stream().map(Own::index).toList();
          groups
              .computeIfAbsent(List.of(target.role(), indexes), same -> new ArrayList<>())
              .add(target);
        });
    List<SlotWait> waits = new ArrayList<>();
    groups.values().forEach(group -> waits.addAll(play(group)));
    return waits.stream().sorted(Comparator.comparing(SlotWait::longest).reversed()).toList();
  }

  private List<SlotWait> play(List<Target> group) {
    String role = group.get(0).role();
    int slots = slots(role).orElseThrow();
    List<String> names = new ArrayList<>();
    List<Wish> wishes = wishes(byTarget.get(group.get(0)), names);
    Tally[] tallies = new Tally[names.size()];
    Arrays.setAll(tallies, i -> new Tally());
    PriorityQueue<Long> ends = new PriorityQueue<>();
    for (Wish wish : wishes) {
      while (!ends.isEmpty() && ends.peek() <= wish.at()) {
        ends.remove();
      }
      long begins = ends.size() < slots ? wish.at() : ends.remove();
      ends.add(begins + wish.seconds());
      Tally tally = tallies[wish.schedule()];
      tally.starts++;
      tally.waits += begins > wish.at() ? 1 : 0;
      tally.longest = Math.max(tally.longest, begins - wish.at());
    }
    List<String> hosts = group.stream().map(Target::label).toList();
    List<SlotWait> waits = new ArrayList<>();
    for (int i = 0; i < tallies.length; i++) {
      Tally tally = tallies[i];
      if (tally.waits > 0) {
        Duration longest = Duration.ofSeconds(tally.longest);
        waits.add(
            new SlotWait(names.get(i), role, slots, hosts, tally.waits, tally.starts, longest));
      }
    }
    return waits;
  }

  /** Lists the jobs of one host in the order of their starts. */
  private List<Wish> wishes(List<Own> owned, List<String> names) {
    List<Wish> wishes = new ArrayList<>();
    for (Own own : owned) {
      Starts starts = all.get(own.index());
      if (!names.contains(starts.schedule())) {
        names.add(starts.schedule());
      }
      int schedule = names.indexOf(starts.schedule());
      long seconds = starts.usual().plusMillis(999).toSeconds();
      for (long due : starts.due()) {
        wishes.add(new Wish(due + own.offset(), seconds, schedule));
      }
    }
    wishes.sort(Comparator.comparingLong(Wish::at));
    return wishes;
  }
}
