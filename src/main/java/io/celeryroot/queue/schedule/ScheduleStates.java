// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.schedule;

import io.celeryroot.job.IsoTime;
import io.celeryroot.job.Keys;
import io.celeryroot.redis.Digits;
import io.celeryroot.redis.Each;
import io.celeryroot.redis.Isolated;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.Script;
import io.celeryroot.sign.Seals;
import io.celeryroot.text.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.ZRangeParams;

/** The memory of Beats about schedules. Safe with any number of Beats; thread-safe. */
public final class ScheduleStates {

  static final int MAX_MISSED = 1000;

  private static final String LAST_DUE = "last_due";
  private static final String CHECKED = "checked_at";
  private static final String PAUSED = "paused";
  private static final String SINCE = "since";
  private static final String RUN = "run ";
  private static final String MISSED = "missed";
  private static final String RESTS = "rests";
  private static final String PLAN = "plan";
  private static final String UNTARGETED = "untargeted";

  private final Redis redis;
  private final Duration kept;

  /**
   * @param resultsKept how long missed due instants stay
   */
  public ScheduleStates(Redis redis, Duration resultsKept) {
    this.redis = redis;
    this.kept = resultsKept;
  }

  /** The state of a schedule, also of one that nobody knows: nothing happened yet. */
  public ScheduleState read(String schedule) {
    return state(
        schedule,
        redis.call(
            "reading the state of schedule " + schedule, j -> j.hgetAll(Keys.schedule(schedule))));
  }

  /** A pause that has ended by itself is one of the rests. */
  private ScheduleState state(String schedule, Map<String, String> fields) {
    Seals seals = redis.seals();
    List<Pause> rests =
        new ArrayList<>(
            seals.isRequired()
                ? PauseSeal.rests(seals, schedule, fields)
                : Pause.parse(fields.getOrDefault(RESTS, "")));
    Optional<Paused> paused =
        seals.isRequired()
            ? PauseSeal.paused(seals, schedule, fields, time(fields, PAUSED))
            : paused(fields);
    // Asks for the time only where it matters.
    boolean isOver =
        paused.flatMap(Paused::until).isPresent() && paused.get().isOver(redis.serverTimeNow());
    if (isOver) {
      rests.add(paused.get().ended());
    }
    return new ScheduleState(
        schedule,
        time(fields, LAST_DUE),
        Optional.ofNullable(fields.get("last_run")),
        Digits.read(fields.get("runs")).orElse(0L),
        Digits.read(fields.get(MISSED)).orElse(0L),
        Digits.read(fields.get("missed_total")).orElse(0L),
        isOver ? Optional.empty() : paused,
        time(fields, SINCE),
        time(fields, CHECKED),
        rests,
        Optional.ofNullable(fields.get(PLAN)),
        time(fields, UNTARGETED));
  }

  private static Optional<Paused> paused(Map<String, String> fields) {
    return time(fields, PAUSED)
        .map(
            since ->
                new Paused(
                    since,
                    time(fields, "paused_until"),
                    Optional.ofNullable(fields.get("paused_by")),
                    Optional.ofNullable(fields.get("paused_why"))));
  }

  /** The states of several schedules, in the given order. */
  public Map<String, ScheduleState> readAll(Collection<String> schedules) {
    return readAll(
        schedules,
        failure -> {
          throw failure;
        });
  }

  /**
   * The states of the schedules that can be read.
   *
   * @param onSpoiledKey is told of a key that holds what is not ours
   */
  public Map<String, ScheduleState> readAll(
      Collection<String> schedules, Consumer<QueueUnavailable> onSpoiledKey) {
    Isolated isolated = new Isolated(onSpoiledKey);
    Map<String, ScheduleState> states = new LinkedHashMap<>();
    for (List<String> batch : Redis.batches(schedules)) {
      Map<String, Map<String, String>> answers =
          redis.call(
              "reading the states of " + batch.size() + " schedules",
              j ->
                  readable(
                      Each.ask(
                          j,
                          batch,
                          (one, name) -> one.hgetAll(Keys.schedule(name)),
                          (all, name) -> all.hgetAll(Keys.schedule(name)))));
      for (String schedule : batch) {
        Optional.ofNullable(answers.get(schedule))
            .map(fields -> state(schedule, fields))
            .or(() -> isolated.get(() -> read(schedule)))
            .ifPresent(state -> states.put(schedule, state));
      }
    }
    return states;
  }

  /** Leaves out what cannot be read: asked for alone, it fails with the name of its key. */
  private static <T> Map<String, T> readable(Map<String, Supplier<T>> answers) {
    Map<String, T> readable = new LinkedHashMap<>();
    answers.forEach(
        (name, answer) -> {
          try {
            readable.put(name, answer.get());
          } catch (JedisDataException e) {
            // Whoever decides about it next is told.
          }
        });
    return readable;
  }

  /**
   * A due instant was submitted. Only moves forward: an earlier or equal instant changes nothing.
   *
   * @return whether it moved
   */
  public boolean recordDue(String schedule, Instant due, String run) {
    return mark(schedule, LAST_DUE, due, run);
  }

  /**
   * One due instant of several schedules was submitted.
   *
   * @param runs by schedule
   * @return the schedules whose newest due instant moved forward
   */
  public Set<String> recordDue(Map<String, String> runs, Instant due) {
    List<String> names = List.copyOf(runs.keySet());
    List<Script.Call> calls =
        runs.entrySet().stream()
            .map(
                run ->
                    new Script.Call(
                        List.of(Keys.schedule(run.getKey())),
                        List.of(due.getEpochSecond(), run.getValue(), LAST_DUE)))
            .toList();
    List<Object> moved =
        redis.call(
            "recording a due instant of " + Text.listing(names, 1),
            j -> Script.MARK.runEach(j, calls));
    return IntStream.range(0, names.size())
        .filter(i -> Long.valueOf(1).equals(moved.get(i)))
        .mapToObj(names::get)
        .collect(Collectors.toSet());
  }

  /**
   * Due instants that will not run; the newest 1000 are listed. Also moves {@code lastDue} forward.
   * May be repeated.
   *
   * @return how many were not recorded before
   */
  public int recordMissed(String schedule, Collection<Instant> due) {
    if (due.isEmpty()) {
      return 0;
    }
    List<Object> args = new ArrayList<>(List.of(kept.toMillis(), MAX_MISSED));
    for (Instant instant : due.stream().sorted().toList()) {
      args.add(instant.getEpochSecond());
      args.add(instant.toString());
    }
    List<String> keys = List.of(Keys.missed(schedule), Keys.schedule(schedule));
    Object fresh =
        redis.run(
            "recording missed due instants of " + schedule, Script.MISS, keys, args.toArray());
    return ((Long) fresh).intValue();
  }

  /** Records that a due instant was missed because no target of the schedule had a host. */
  public void recordUntargeted(String schedule, Instant due) {
    redis.call(
        "recording that schedule " + schedule + " has no target",
        j -> j.hset(Keys.schedule(schedule), UNTARGETED, String.valueOf(due.getEpochSecond())));
  }

  /** All due instants up to {@code until} have been dealt with; only moves forward. */
  public void recordChecked(String schedule, Instant until) {
    mark(schedule, CHECKED, until, "");
  }

  /** Records a look at several schedules. */
  public void recordChecked(Collection<String> schedules, Instant until) {
    for (List<String> batch : Redis.batches(schedules)) {
      redis.call(
          "recording a look at " + batch.size() + " schedules",
          j -> {
            List<String> keys = batch.stream().map(Keys::schedule).toList();
            Script.MARK.runForEach(j, keys, until.getEpochSecond(), "", CHECKED);
            return true;
          });
    }
  }

  /**
   * By which expression and zone a Beat looks for due instants from now on.
   *
   * @param plan such as {@code 0 2 * * * UTC}, or {@link ScheduleState#DISABLED}
   */
  public void recordPlan(String schedule, String plan) {
    redis.call(
        "recording when schedule " + schedule + " is due",
        j -> j.hset(Keys.schedule(schedule), PLAN, plan));
  }

  /**
   * The clock was set back to {@code now}: what was recorded as missed for later is not missed yet,
   * and is looked for again. Runs stay decided.
   */
  public void takeBackAfter(String schedule, Instant now) {
    redis.run(
        "setting schedule " + schedule + " back",
        Script.SET_BACK,
        List.of(Keys.missed(schedule), Keys.schedule(schedule), Keys.decided(schedule)),
        now.getEpochSecond());
  }

  /** The newest missed due instants, newest first. */
  public List<Instant> missed(String schedule, int limit) {
    return redis
        .call(
            "reading missed due instants of " + schedule,
            j -> j.zrange(Keys.missed(schedule), ZRangeParams.zrangeParams(0, limit - 1).rev()))
        .stream()
        .flatMap(text -> IsoTime.parse(text).stream())
        .toList();
  }

  /**
   * The newest due instants that became a run, newest first, by schedule. A schedule of which a key
   * holds what is not ours is left out.
   *
   * @param limit number of decisions to look through, at most 128 are kept
   */
  public Map<String, List<Instant>> recentRuns(Collection<String> schedules, int limit) {
    ZRangeParams newest = ZRangeParams.zrangeParams(0, limit - 1).rev();
    Map<String, List<Instant>> runs = new LinkedHashMap<>();
    for (List<String> batch : Redis.batches(schedules)) {
      redis
          .call(
              "reading the last runs of " + batch.size() + " schedules",
              j ->
                  readable(
                      Each.ask(
                          j,
                          batch,
                          (one, name) -> one.zrange(Keys.decided(name), newest),
                          (all, name) -> all.zrange(Keys.decided(name), newest))))
          .forEach((name, decided) -> runs.put(name, runs(decided)));
    }
    return runs;
  }

  private static List<Instant> runs(List<String> decided) {
    return decided.stream()
        .filter(text -> text.startsWith(RUN))
        .flatMap(text -> Pause.time(text.split(" ", -1)[1]).stream())
        .toList();
  }

  /**
   * Records since when schedules are known, for those that nothing is recorded of.
   *
   * @param now of the clock of due instants
   */
  public void begin(Collection<String> schedules, Instant now) {
    for (String schedule : schedules) {
      redis.call(
          "recording that schedule " + schedule + " begins",
          j -> j.hsetnx(Keys.schedule(schedule), SINCE, String.valueOf(now.getEpochSecond())));
    }
  }

  private boolean mark(String schedule, String field, Instant instant, String run) {
    return redis.succeeds(
        "recording a due instant of " + schedule,
        Script.MARK,
        List.of(Keys.schedule(schedule)),
        instant.getEpochSecond(),
        run,
        field);
  }

  private static Optional<Instant> time(Map<String, String> fields, String name) {
    return Optional.ofNullable(fields.get(name)).flatMap(Pause::time);
  }
}
