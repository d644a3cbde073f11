// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.host;

import static java.util.Objects.requireNonNull;

import io.celeryroot.job.JsonReader;
import io.celeryroot.job.WorkerIncarnation;
import io.celeryroot.text.Json;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A time for which a worker gave no sign of life. A restart is too short to be one.
 *
 * @param host of the worker
 * @param worker name
 * @param from its last sign, by the clock of Redis
 * @param until its next
 */
public record Absence(String host, String worker, Instant from, Instant until, Cause cause) {

  /** Reasons, as far as a worker can tell. */
  public enum Cause {
    STOPPED("was stopped"),
    /** It died, its machine did, or nobody knows any more that it was stopped. */
    SILENT("stopped responding"),
    /** The process went on. */
    CUT_OFF("ran, and did not reach Redis");

    private final String text;

    Cause(String text) {
      this.text = text;
    }

    /** Returns it in words, which are also those in Redis. */
    public String text() {
      return text;
    }
  }

  public Absence {
    requireNonNull(host, "host");
    requireNonNull(worker, "worker");
    requireNonNull(from, "from");
    requireNonNull(until, "until");
    requireNonNull(cause, "cause");
  }

  /** Returns true if others saw a worker as away between two signs of life. */
  static boolean isLong(Instant last, Instant now) {
    return last.plus(WorkerIncarnation.LEASE).isBefore(now);
  }

  String toJson() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("host", host);
    fields.put("worker", worker);
    fields.put("from", from.toEpochMilli());
    fields.put("until", until.toEpochMilli());
    fields.put("cause", cause.text());
    return Json.line(fields);
  }

  /** From an entry of the list; empty when it is none. */
  static Optional<Absence> parse(String json) {
    return JsonReader.readObject(json).flatMap(Absence::of);
  }

  private static Optional<Absence> of(Map<String, Object> fields) {
    Optional<String> host = JsonReader.text(fields.get("host"));
    Optional<String> worker = JsonReader.text(fields.get("worker"));
    Instant from = JsonReader.time(fields.get("from"));
    Instant until = JsonReader.time(fields.get("until"));
    return Arrays.stream(Cause.values())
        .filter(cause -> cause.text().equals(fields.get("cause")))
        .filter(cause -> host.isPresent() && worker.isPresent() && from.isBefore(until))
        .findFirst()
        .map(cause -> new Absence(host.get(), worker.get(), from, until, cause));
  }
}
