// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.schedule;

import io.celeryroot.job.JsonReader;
import io.celeryroot.job.Keys;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.Script;
import io.celeryroot.text.Json;
import io.celeryroot.text.Sha256;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The newest definitions of schedules, so that runs before and after a change can be told apart.
 */
public final class Definitions {

  private static final int MOST = 20;
  private static final int FINGERPRINT_BYTES = 8;
  private static final Duration KEPT = Duration.ofDays(366);

  private final Redis redis;

  public Definitions(Redis redis) {
    this.redis = redis;
  }

  /**
   * Keeps the definitions that differ from the last ones.
   *
   * @param definitions values by schedule, without secrets
   */
  public void record(Map<String, Map<String, Object>> definitions) {
    for (List<String> batch : Redis.batches(definitions.keySet())) {
      List<Script.Call> calls =
          batch.stream().map(schedule -> call(schedule, definitions.get(schedule))).toList();
      redis.call(
          "keeping the definitions of " + batch.size() + " schedules",
          j -> Script.DEFINE.runEach(j, calls));
    }
  }

  private static Script.Call call(String schedule, Map<String, Object> values) {
    String text = Json.line(values);
    return new Script.Call(
        List.of(Keys.schedule(schedule), Keys.definitions(schedule)),
        List.of(Sha256.hex(text, FINGERPRINT_BYTES), text, MOST, KEPT.toMillis()));
  }

  /** The newest 20 definitions of a schedule, newest first. What is not one of ours is left out. */
  public List<Definition> read(String schedule) {
    String key = Keys.definitions(schedule);
    List<String> entries =
        redis.call("reading the definitions of " + schedule, j -> j.lrange(key, 0, MOST - 1));
    return entries.stream().flatMap(entry -> parse(entry).stream()).toList();
  }

  private static Optional<Definition> parse(String entry) {
    String[] parts = entry.split(" ", 2);
    return parts.length == 2
        ? Pause.time(parts[0])
            .flatMap(
                at -> JsonReader.readObject(parts[1]).map(values -> new Definition(at, values)))
        : Optional.empty();
  }
}
