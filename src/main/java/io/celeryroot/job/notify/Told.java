// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.notify;

import io.celeryroot.config.notify.Event;
import io.celeryroot.job.JsonReader;
import io.celeryroot.text.EnumWords;
import io.celeryroot.text.Json;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The memory of what was told about one subject: a schedule, a task, a worker, Beat. It changes
 * only by compare-and-set, so of several Beats one tells.
 *
 * @param open troubles by name of the receiver that was told of them, until it is told that they
 *     are over
 * @param newest begin of the newest run that counted; the epoch: none yet
 * @param until newest due instant that was told as missed; the epoch: none yet
 * @param pausedAt begin of the pause that was told last; the epoch: none yet
 * @param runs runs that are watched and of which something was told or seen, by ID
 */
public record Told(
    Map<String, Set<Event>> open,
    Instant newest,
    Instant until,
    Instant pausedAt,
    Map<String, OfRun> runs) {

  /** Memory of which nothing was told yet. */
  public static final Told NOTHING =
      new Told(Map.of(), Instant.EPOCH, Instant.EPOCH, Instant.EPOCH, Map.of());

  public Told {
    open = Collections.unmodifiableMap(new LinkedHashMap<>(open));
    runs = Collections.unmodifiableMap(new LinkedHashMap<>(runs));
  }

  /**
   * Memory of one run.
   *
   * @param words of events and pings
   * @param troubleSince when its first trouble was seen; the epoch: none was
   */
  public record OfRun(Set<String> words, Instant troubleSince) {

    static final OfRun NOTHING = new OfRun(Set.of(), Instant.EPOCH);

    public OfRun {
      words = Collections.unmodifiableSet(new TreeSet<>(words));
    }

    boolean hasTrouble() {
      return !troubleSince.equals(Instant.EPOCH);
    }
  }

  /** The troubles of which a receiver was told. */
  public Set<Event> open(String receiver) {
    return open.getOrDefault(receiver, Set.of());
  }

  OfRun run(String id) {
    return runs.getOrDefault(id, OfRun.NOTHING);
  }

  /** A copy after a receiver was told of a trouble. */
  public Told opened(String receiver, Event event) {
    Set<Event> events = EnumSet.of(event);
    events.addAll(open(receiver));
    return withOpen(receiver, events);
  }

  /** A copy in which the troubles that a receiver was told of are over. */
  public Told closed(String receiver) {
    return withOpen(receiver, Set.of());
  }

  private Told withOpen(String receiver, Set<Event> events) {
    Map<String, Set<Event>> all = new LinkedHashMap<>(open);
    all.put(receiver, events);
    all.values().removeIf(Set::isEmpty);
    return new Told(all, newest, until, pausedAt, runs);
  }

  /** A copy that knows of a run; nothing of it: the run is forgotten. */
  Told with(String run, OfRun told) {
    Map<String, OfRun> all = new LinkedHashMap<>(runs);
    all.put(run, told);
    all.values().removeIf(OfRun.NOTHING::equals);
    return new Told(open, newest, until, pausedAt, all);
  }

  /** A copy after a run counted. */
  Told counted(Instant begin) {
    return new Told(open, begin.isAfter(newest) ? begin : newest, until, pausedAt, runs);
  }

  /** A copy after due instants were told as missed; older runs that go well do not count. */
  public Told missed(Instant last) {
    return new Told(open, last.isAfter(newest) ? last : newest, last, pausedAt, runs);
  }

  /** A copy after a pause was told. */
  public Told paused(Instant at) {
    return new Told(open, newest, until, at, runs);
  }

  /** Text for Redis; empty text: nothing was told. */
  public String toJson() {
    if (equals(NOTHING)) {
      return "";
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    put(fields, "newest", newest);
    put(fields, "missed", until);
    put(fields, "paused", pausedAt);
    Map<String, Object> troubles = new LinkedHashMap<>();
    open.forEach((name, events) -> troubles.put(name, events.stream().map(Event::word).toList()));
    fields.put("open", troubles);
    Map<String, Object> told = new LinkedHashMap<>();
    runs.forEach(
        (run, of) -> {
          Map<String, Object> one = new LinkedHashMap<>();
          one.put("told", of.words());
          put(one, "trouble", of.troubleSince());
          told.put(run, one);
        });
    fields.put("runs", told);
    return Json.line(fields);
  }

  private static void put(Map<String, Object> fields, String name, Instant time) {
    if (!time.equals(Instant.EPOCH)) {
      fields.put(name, time.toEpochMilli());
    }
  }

  /** From {@link #toJson}; what cannot be read counts as not told. */
  public static Told parse(String text) {
    return JsonReader.readObject(text).map(Told::of).orElse(NOTHING);
  }

  private static Told of(Map<String, Object> fields) {
    Map<String, Set<Event>> open = new LinkedHashMap<>();
    JsonReader.members(fields.get("open"))
        .forEach(
            (name, words) -> {
              Set<Event> events = EnumSet.noneOf(Event.class);
              JsonReader.list(words).forEach(word -> event(word).ifPresent(events::add));
              open.put(name, events);
            });
    open.values().removeIf(Set::isEmpty);
    Map<String, OfRun> runs = new LinkedHashMap<>();
    JsonReader.members(fields.get("runs"))
        .forEach(
            (run, told) -> {
              Map<String, Object> of = JsonReader.members(told);
              runs.put(
                  run,
                  new OfRun(
                      Set.copyOf(JsonReader.texts(of.get("told"))),
                      JsonReader.time(of.get("trouble"))));
            });
    return new Told(
        open,
        JsonReader.time(fields.get("newest")),
        JsonReader.time(fields.get("missed")),
        JsonReader.time(fields.get("paused")),
        runs);
  }

  private static Optional<Event> event(Object word) {
    return EnumWords.find(Event.class, String.valueOf(word));
  }
}
