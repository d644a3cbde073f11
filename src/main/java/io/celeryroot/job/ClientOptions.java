// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job;

import static java.util.Objects.requireNonNull;

import io.celeryroot.job.message.Canvas;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Options by which a Celery client changes how its job is executed.
 *
 * @param hardLimit {@code time_limit}; empty: as the task says
 * @param softLimit {@code soft_time_limit}; empty: as the task says
 * @param ignoresResult {@code ignore_result}: nobody reads its result
 * @param canvas what is sent when it has ended
 */
public record ClientOptions(
    Optional<Duration> hardLimit,
    Optional<Duration> softLimit,
    boolean ignoresResult,
    Canvas canvas) {

  /** Options of jobs of ours, and of clients that ask for nothing special. */
  public static final ClientOptions NONE =
      new ClientOptions(Optional.empty(), Optional.empty(), false, Canvas.NONE);

  /** Longest time limit that is believed, in seconds. */
  private static final double MAX_SECONDS = 1e9;

  private static final Duration SHORTEST = Duration.ofMillis(1);

  public ClientOptions {
    requireNonNull(hardLimit, "hardLimit");
    requireNonNull(softLimit, "softLimit");
    requireNonNull(canvas, "canvas");
  }

  /**
   * Reads the headers of a message.
   *
   * @throws UnreadableMessage a limit that cannot be read; a limit is never left out
   */
  static ClientOptions read(Map<String, Object> headers, Canvas canvas) throws UnreadableMessage {
    Object limits = headers.get("timelimit");
    boolean isPair = limits instanceof List<?> list && list.size() == 2;
    if (limits != null && !isPair) {
      throw unreadable();
    }
    List<?> pair = isPair ? (List<?>) limits : Arrays.asList(null, null);
    return new ClientOptions(
        seconds(pair.get(0)),
        seconds(pair.get(1)),
        Boolean.TRUE.equals(headers.get("ignore_result")),
        canvas);
  }

  /**
   * The options of a job that follows another. A limit that cannot be read is the shortest one: it
   * is neither left out, nor could the job that comes before be refused for it now.
   */
  public static ClientOptions of(
      Object hardLimit, Object softLimit, boolean ignoresResult, Canvas canvas) {
    return new ClientOptions(
        secondsOrShortest(hardLimit), secondsOrShortest(softLimit), ignoresResult, canvas);
  }

  private static Optional<Duration> secondsOrShortest(Object value) {
    try {
      return seconds(value);
    } catch (UnreadableMessage e) {
      return Optional.of(SHORTEST);
    }
  }

  /** The value of the header {@code timelimit}: seconds or null, first the hard limit. */
  List<Double> timeLimits() {
    return Arrays.asList(
        hardLimit.map(ClientOptions::seconds).orElse(null),
        softLimit.map(ClientOptions::seconds).orElse(null));
  }

  /** The time after which an attempt is asked to end: the smallest of the limits and the task's. */
  public Duration timeout(Duration ofTask) {
    return min(min(ofTask, softLimit), hardLimit);
  }

  /** The time between asking and killing: the task's, or less if both limits are set. */
  public Duration killAfter(Duration ofTask) {
    return min(
        ofTask,
        softLimit
            .flatMap(soft -> hardLimit.map(hard -> hard.minus(soft)))
            .filter(rest -> !rest.isNegative()));
  }

  private static Duration min(Duration limit, Optional<Duration> other) {
    return other.filter(shorter -> shorter.compareTo(limit) < 0).orElse(limit);
  }

  /** Celery takes 0 for no limit. */
  private static Optional<Duration> seconds(Object value) throws UnreadableMessage {
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof Number number)
        || !(number.doubleValue() >= 0 && number.doubleValue() <= MAX_SECONDS)) {
      throw unreadable();
    }
    double seconds = number.doubleValue();
    return seconds == 0
        ? Optional.empty()
        : Optional.of(max(SHORTEST, Duration.ofMillis(Math.round(seconds * 1000))));
  }

  private static Duration max(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private static double seconds(Duration limit) {
    return limit.toMillis() / 1000.0;
  }

  private static UnreadableMessage unreadable() {
    return new UnreadableMessage(
        "header \"timelimit\" is not two numbers of seconds, from 0 to 1e9, or null",
        Optional.empty());
  }
}
