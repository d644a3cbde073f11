// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.host;

import io.celeryroot.job.JsonReader;
import io.celeryroot.text.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The configuration that a Beat runs.
 *
 * @param beat name of the Beat
 * @param file name of its cl.yaml
 * @param fingerprints of the sections of the file, by top-level key
 * @param text a cl.yaml that means the same, with all defaults; secrets are {@code ***}
 */
public record RunningConfig(
    String beat, String file, Map<String, String> fingerprints, String text) {

  public RunningConfig {
    fingerprints = Map.copyOf(fingerprints);
  }

  String toJson() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("beat", beat);
    fields.put("file", file);
    fields.put("fingerprints", fingerprints);
    fields.put("text", text);
    return Json.line(fields);
  }

  /** From the value of the key; empty when it is none. */
  static Optional<RunningConfig> parse(String json) {
    return JsonReader.readObject(json)
        .filter(fields -> fields.get("text") instanceof String)
        .map(
            fields ->
                new RunningConfig(
                    JsonReader.text(fields.get("beat")).orElse(""),
                    JsonReader.text(fields.get("file")).orElse(""),
                    JsonReader.textsByName(fields.get("fingerprints")),
                    JsonReader.text(fields.get("text")).orElse("")));
  }
}
