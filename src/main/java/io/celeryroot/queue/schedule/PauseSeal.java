// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.schedule;

import io.celeryroot.job.JsonReader;
import io.celeryroot.job.sign.OrderSeal;
import io.celeryroot.sign.Seal;
import io.celeryroot.sign.Seals;
import io.celeryroot.text.Json;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The signatures of pauses where signatures are required: of the one that goes on, and of the ended
 * ones, in fields of their own beside those that scripts go by.
 */
final class PauseSeal {

  /** Field with the signed request of the pause that goes on. */
  static final String PAUSE = "paused_seal";

  /** Field with the signed ended pauses. */
  static final String RESTS = "rests_seal";

  private static final int MAX_RESTS = 50;

  private PauseSeal() {}

  /** The signed request; empty text: the process does not sign. */
  static String of(Seals seals, String schedule, PauseRequest request) {
    if (!seals.signs()) {
      return "";
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("until", request.until().map(Instant::getEpochSecond).orElse(null));
    fields.put("by", request.by());
    fields.put("why", request.why().orElse(null));
    return OrderSeal.seal(seals, about(PAUSE, schedule), Json.line(fields));
  }

  /**
   * The pause that somebody has signed. It cannot have begun much before the signature, whatever
   * the other fields say, so that nobody pauses what was due long ago.
   *
   * @param begin as recorded; empty: there is no pause
   */
  static Optional<Paused> paused(
      Seals seals, String schedule, Map<String, String> fields, Optional<Instant> begin) {
    Optional<String> stored = begin.flatMap(since -> Optional.ofNullable(fields.get(PAUSE)));
    return OrderSeal.readLasting(seals, about(PAUSE, schedule), stored)
        .flatMap(
            text ->
                JsonReader.readObject(text.json())
                    .map(
                        request ->
                            new Paused(
                                later(
                                    begin.orElseThrow(),
                                    text.verdict().issued().orElseThrow().minus(Seal.CLOCK_SKEW)),
                                Optional.ofNullable(request.get("until"))
                                    .flatMap(end -> Pause.time(end.toString())),
                                JsonReader.text(request.get("by")),
                                JsonReader.text(request.get("why")))));
  }

  private static Instant later(Instant one, Instant other) {
    Instant later = one.isAfter(other) ? one : other;
    return Instant.ofEpochSecond(later.getEpochSecond());
  }

  /** The ended pauses that somebody has signed, oldest first. */
  static List<Pause> rests(Seals seals, String schedule, Map<String, String> fields) {
    return Optional.ofNullable(fields.get(RESTS))
        .flatMap(stored -> OrderSeal.read(seals, about(RESTS, schedule), stored))
        .flatMap(text -> JsonReader.readObject(text.json()))
        .flatMap(object -> JsonReader.text(object.get("rests")))
        .map(Pause::parse)
        .orElse(List.of());
  }

  /** The ended pauses with one more, signed. */
  static String with(Seals seals, String schedule, List<Pause> rests, Pause ended) {
    List<Pause> all = Stream.concat(rests.stream(), Stream.of(ended)).toList();
    String text =
        all.stream()
            .skip(Math.max(0, all.size() - MAX_RESTS))
            .map(rest -> rest.from().getEpochSecond() + "-" + rest.until().getEpochSecond())
            .collect(Collectors.joining(" "));
    return OrderSeal.seal(seals, about(RESTS, schedule), Json.line(Map.of("rests", text)));
  }

  private static String about(String field, String schedule) {
    return field + " " + schedule;
  }
}
