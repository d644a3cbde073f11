// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.schedule;

import io.celeryroot.job.Keys;
import io.celeryroot.job.sign.OrderSeal;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.Script;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Pauses schedules and resumes them; all times are those of the Redis clock. Thread-safe. */
public final class SchedulePauses {

  private static final int MAX_RESTS = 50;

  private final Redis redis;

  public SchedulePauses(Redis redis) {
    this.redis = redis;
  }

  /**
   * Keeps a schedule from being due. One that is paused gets the end and the reason of this request
   * instead of its own. What is due in this second belongs to the pause unless it was decided.
   *
   * @return true: it was running; false: it was paused before
   * @throws io.celeryroot.sign.KeyUnusable orders of this process do not count; nothing was done
   */
  public boolean pause(String schedule, PauseRequest request) {
    OrderSeal.needRight(redis.seals());
    return pause(schedule, request, false, Optional.empty());
  }

  /**
   * Keeps a schedule from being due, unless it is paused already. The pause that goes on stays as
   * it is.
   *
   * @param due the pause contains it if nobody has decided about it, as it does not run any more
   * @return true: it was running; false: nothing changed
   */
  public boolean pauseIfRunning(String schedule, PauseRequest request, Instant due) {
    if (!redis.seals().isRequired()) {
      return pause(schedule, request, true, Optional.of(due));
    }
    // The script cannot tell a signed pause from a forged one.
    if (isPaused(schedule)) {
      return false;
    }
    pause(schedule, request, false, Optional.of(due));
    return true;
  }

  private boolean isPaused(String schedule) {
    Map<String, String> fields = read(schedule);
    Optional<Instant> begin = Optional.ofNullable(fields.get("paused")).flatMap(Pause::time);
    return PauseSeal.paused(redis.seals(), schedule, fields, begin)
        .filter(pause -> !pause.isOver(redis.serverTimeNow()))
        .isPresent();
  }

  private Map<String, String> read(String schedule) {
    return redis.call(
        "reading the pauses of schedule " + schedule, j -> j.hgetAll(Keys.schedule(schedule)));
  }

  private boolean pause(
      String schedule, PauseRequest request, boolean onlyIfRunning, Optional<Instant> due) {
    return redis.succeeds(
        "pausing schedule " + schedule,
        Script.PAUSE,
        List.of(Keys.schedule(schedule), Keys.decided(schedule)),
        MAX_RESTS,
        onlyIfRunning ? 1 : 0,
        request.until().map(end -> String.valueOf(end.getEpochSecond())).orElse(""),
        request.by(),
        request.why().orElse(""),
        PauseSeal.of(redis.seals(), schedule, request),
        due.map(second -> String.valueOf(second.getEpochSecond())).orElse(""));
  }

  /**
   * Lets a schedule be due again.
   *
   * @return the pause that has ended by this; empty: the schedule was not paused
   * @throws io.celeryroot.sign.KeyUnusable orders of this process do not count; nothing was done
   */
  public Optional<Pause> resume(String schedule) {
    OrderSeal.needRight(redis.seals());
    List<?> ends =
        redis.rows(
            "resuming schedule " + schedule,
            Script.RESUME,
            List.of(Keys.schedule(schedule)),
            MAX_RESTS);
    Optional<Pause> ended =
        ends.isEmpty()
            ? Optional.empty()
            : Optional.of(new Pause(second(ends.get(0)), second(ends.get(1))));
    ended.filter(pause -> redis.seals().signs()).ifPresent(pause -> sign(schedule, pause));
    return ended;
  }

  private void sign(String schedule, Pause ended) {
    String key = Keys.schedule(schedule);
    List<Pause> rests = PauseSeal.rests(redis.seals(), schedule, read(schedule));
    String text = PauseSeal.with(redis.seals(), schedule, rests, ended);
    redis.call("signing a pause of schedule " + schedule, j -> j.hset(key, PauseSeal.RESTS, text));
  }

  private static Instant second(Object answer) {
    return Instant.ofEpochSecond(Long.parseLong(Script.text(answer)));
  }
}
