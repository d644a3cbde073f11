// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.output;

import io.celeryroot.job.Keys;
import io.celeryroot.redis.Digits;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.Script;
import io.celeryroot.text.EnumWords;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import redis.clients.jedis.resps.StreamEntry;

/**
 * The output of running jobs, one Redis stream for each. The writer decides how much of it is kept.
 * Thread-safe.
 */
public final class OutputLog {

  /** Time for which output stays that the result has as well, for those who follow it. */
  public static final Duration KEPT_BESIDE_RESULT = Duration.ofMinutes(10);

  /** Cost of an entry beside its text, in bytes. */
  static final int ENTRY_COST = 64;

  /** Before the first entry. */
  public static final String START = "0-0";

  private final Redis redis;
  private final Duration keptFor;

  /**
   * @param resultsKept how long output stays after the last of it
   */
  public OutputLog(Redis redis, Duration resultsKept) {
    this.redis = redis;
    this.keptFor = resultsKept;
  }

  /**
   * The next entries of a job, oldest first.
   *
   * @param after id of the last entry that is known, or {@link #START}
   * @param limit most to return
   */
  public List<OutputEntry> read(String job, String after, int limit) {
    List<StreamEntry> entries =
        redis.call(
            "reading the output of job " + job,
            j -> j.xrange(Keys.output(job), "(" + after, "+", limit));
    return entries.stream().flatMap(entry -> parse(entry).stream()).toList();
  }

  /** Anybody may have written it. */
  private static Optional<OutputEntry> parse(StreamEntry entry) {
    Map<String, String> fields = entry.getFields();
    Optional<OutputPiece.Channel> channel =
        EnumWords.find(OutputPiece.Channel.class, fields.getOrDefault("channel", ""));
    long attempt = Digits.read(fields.get("attempt")).orElse(0L);
    long position = Digits.read(fields.get("position")).orElse(-1L);
    if (channel.isEmpty() || attempt < 1 || attempt > Integer.MAX_VALUE || position < 0) {
      return Optional.empty();
    }
    return Optional.of(
        new OutputEntry(
            entry.getID().toString(),
            Instant.ofEpochMilli(entry.getID().getTime()),
            (int) attempt,
            fields.getOrDefault("host", ""),
            new OutputPiece(channel.get(), position, fields.getOrDefault("text", ""))));
  }

  /** The result of the job has all of it. */
  void expireSoon(String job) {
    long millis = Math.min(KEPT_BESIDE_RESULT.toMillis(), keptFor.toMillis());
    redis.call("shortening the output of job " + job, j -> j.pexpire(Keys.output(job), millis));
  }

  /**
   * Adds entries and drops others, in one step; returns the ids of the new ones.
   *
   * @param kept bytes to which all that is there is cut first, oldest away; empty: not
   * @param dropped ids
   */
  List<String> append(
      String job,
      int attempt,
      String host,
      List<OutputPiece> pieces,
      OptionalLong kept,
      List<String> dropped) {
    List<Object> args = new ArrayList<>(List.of(keptFor.toMillis(), attempt, host, ENTRY_COST));
    args.add(kept.isPresent() ? kept.getAsLong() : "");
    args.add(dropped.size());
    args.addAll(dropped);
    for (OutputPiece piece : pieces) {
      args.addAll(List.of(piece.channel().word(), piece.position(), piece.text()));
    }
    List<?> ids =
        (List<?>)
            redis.callOnce(
                "storing the output of job " + job,
                j -> Script.OUTPUT.run(j, List.of(Keys.output(job)), args.toArray()));
    return ids.stream().map(Script::text).toList();
  }
}
