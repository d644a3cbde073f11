// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job;

import io.celeryroot.condition.Explanation;
import io.celeryroot.text.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Explained conditions as the output of a job, in JSON. */
public final class ExplanationCodec {

  private ExplanationCodec() {}

  /** Writes an explanation on one line. */
  public static String write(Explanation explanation) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("holds", explanation.holds());
    fields.put("because", explanation.because());
    fields.put("comparisons", explanation.lines().stream().map(ExplanationCodec::fields).toList());
    return Json.line(fields);
  }

  private static Map<String, Object> fields(Explanation.Line line) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("condition", line.condition());
    fields.put("comparison", line.text());
    fields.put("fact", line.fact());
    fields.put("value", line.value());
    fields.put("holds", line.holds());
    return fields;
  }

  /** Reads an explanation; empty: the text is not one. */
  public static Optional<Explanation> read(String text) {
    return JsonReader.readObject(text)
        .filter(fields -> fields.get("comparisons") instanceof List<?>)
        .map(
            fields ->
                new Explanation(
                    JsonReader.objects(fields.get("comparisons"))
                        .map(ExplanationCodec::line)
                        .toList(),
                    holds(fields),
                    text(fields, "because")));
  }

  private static Explanation.Line line(Map<String, Object> fields) {
    return new Explanation.Line(
        text(fields, "condition"),
        text(fields, "comparison"),
        text(fields, "fact"),
        text(fields, "value"),
        holds(fields));
  }

  private static Optional<Boolean> holds(Map<String, Object> fields) {
    return fields.get("holds") instanceof Boolean holds ? Optional.of(holds) : Optional.empty();
  }

  private static String text(Map<String, Object> fields, String name) {
    return JsonReader.text(fields.get(name)).orElse("");
  }
}
