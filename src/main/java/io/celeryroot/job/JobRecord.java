// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.celeryroot.config.OnLost;
import io.celeryroot.text.EnumWords;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The record of a job as it was read.
 *
 * @param latin as stored, one character for each byte: bytes that are not UTF-8 must compare equal
 *     to themselves
 * @param fields its members
 * @param meta what decisions rest on
 * @param readAt Redis server time
 */
public record JobRecord(String latin, Map<String, Object> fields, JobMeta meta, Instant readAt) {

  /**
   * Reads a record. A value that is not one of ours counts as none, and the next change replaces
   * it.
   */
  public static JobRecord of(byte[] stored, Instant readAt) {
    String text = new String(stored, UTF_8);
    Map<String, Object> fields = JsonReader.readObject(text).orElse(Map.of());
    return new JobRecord(new String(stored, ISO_8859_1), fields, meta(fields), readAt);
  }

  /** A record that we write: as if it were read again. */
  static JobRecord written(String text, Map<String, Object> fields, JobMeta meta, Instant at) {
    return new JobRecord(new String(text.getBytes(UTF_8), ISO_8859_1), fields, meta, at);
  }

  /** The record of a job of which nothing is stored. */
  public static JobRecord none(Instant readAt) {
    return new JobRecord("", Map.of(), JobMeta.NONE, readAt);
  }

  /** A copy that was read at another time. */
  public JobRecord at(Instant time) {
    return new JobRecord(latin, fields, meta, time);
  }

  /**
   * Returns true if nothing of ours is stored: the record was deleted, forgotten by a client,
   * evicted, or overwritten. A result is never foreign, whoever wrote it: the first one of a job
   * stays.
   */
  public boolean isForeign() {
    return own(fields).isEmpty() && !meta.state().isTerminal();
  }

  /** This record, to be changed as if it stood where {@code stored} does. */
  public JobRecord inPlaceOf(JobRecord stored) {
    return new JobRecord(stored.latin(), fields, meta, stored.readAt());
  }

  /** The stored bytes; empty when there is none. */
  public byte[] bytes() {
    return latin.getBytes(ISO_8859_1);
  }

  /** The name of the worker of the last attempt. */
  public Optional<String> worker() {
    return JsonReader.text(own(fields).get("worker"));
  }

  /** The queue in which that worker holds its lease. */
  public Optional<String> queue() {
    return JsonReader.text(fields.get("queue"));
  }

  /** The consequence of a lost attempt, as its worker wrote it; empty: it did not say. */
  public Optional<OnLost> onLost() {
    return JsonReader.text(own(fields).get("on_lost"))
        .flatMap(text -> EnumWords.find(OnLost.class, text));
  }

  /** Why the message belongs to the dead letters; empty: it does not. */
  public Optional<String> reasonOfDeath() {
    if (meta.lost() >= JobMeta.MAX_LOST) {
      return Optional.of("lost " + meta.lost() + " times");
    }
    Map<String, Object> result = result(fields);
    return JsonReader.text(result.get("outcome"))
        .flatMap(Outcome::parse)
        .filter(outcome -> outcome == Outcome.REJECTED)
        .map(outcome -> JsonReader.text(result.get("reason")).orElse("rejected"));
  }

  static Map<String, Object> own(Map<String, Object> fields) {
    return JsonReader.members(fields.get("cl"));
  }

  /** The result in a record; for us also that of a job whose client wants none. */
  static Map<String, Object> result(Map<String, Object> fields) {
    return JsonReader.object(fields.get("result"))
        .orElseGet(() -> JsonReader.members(own(fields).get("result")));
  }

  private static JobMeta meta(Map<String, Object> fields) {
    if (fields.isEmpty()) {
      return JobMeta.NONE;
    }
    Map<String, Object> own = own(fields);
    return new JobMeta(
        state(fields),
        (int) JsonReader.number(own.get("attempt"), 0),
        (int) JsonReader.number(own.get("failed"), 0),
        (int) JsonReader.number(own.get("lost"), 0),
        JsonReader.text(own.get("token")),
        JsonReader.number(own.get("next"), 0));
  }

  /** A state that only foreign workers know is one in which the job is theirs. */
  static JobState state(Map<String, Object> fields) {
    try {
      return JobState.valueOf(String.valueOf(fields.get("status")));
    } catch (IllegalArgumentException e) {
      return JobState.STARTED;
    }
  }
}
