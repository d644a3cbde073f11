// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.notify;

import io.celeryroot.job.JsonReader;
import io.celeryroot.text.Json;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The record about a receiver.
 *
 * @param sent messages that arrived
 * @param lastSent when the last one did; the epoch: none yet
 * @param failures tries in a row that failed
 * @param failingSince when the first of them did; the epoch: the last try went well
 * @param error the last failure, without secrets; empty text: the last try went well
 * @param lost messages that were given up
 */
public record ReceiverState(
    long sent, Instant lastSent, long failures, Instant failingSince, String error, long lost) {

  /** The record of a receiver that was never sent anything. */
  public static final ReceiverState NEW =
      new ReceiverState(0, Instant.EPOCH, 0, Instant.EPOCH, "", 0);

  /** Returns true if the last try failed. */
  public boolean isFailing() {
    return failures > 0;
  }

  ReceiverState sent(int count, Instant now) {
    return new ReceiverState(sent + count, now, 0, Instant.EPOCH, "", lost);
  }

  ReceiverState failed(String reason, Instant now) {
    return new ReceiverState(
        sent, lastSent, failures + 1, isFailing() ? failingSince : now, reason, lost);
  }

  ReceiverState gaveUp(int count) {
    return new ReceiverState(sent, lastSent, failures, failingSince, error, lost + count);
  }

  String toJson() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("sent", sent);
    fields.put("last_sent", lastSent.toEpochMilli());
    fields.put("failures", failures);
    fields.put("failing_since", failingSince.toEpochMilli());
    fields.put("error", error);
    fields.put("lost", lost);
    return Json.line(fields);
  }

  static ReceiverState parse(String text) {
    return JsonReader.readObject(text)
        .map(
            fields ->
                new ReceiverState(
                    JsonReader.number(fields.get("sent"), 0),
                    JsonReader.time(fields.get("last_sent")),
                    JsonReader.number(fields.get("failures"), 0),
                    JsonReader.time(fields.get("failing_since")),
                    JsonReader.text(fields.get("error")).orElse(""),
                    JsonReader.number(fields.get("lost"), 0)))
        .orElse(NEW);
  }
}
