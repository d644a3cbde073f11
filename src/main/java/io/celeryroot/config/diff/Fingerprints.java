// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.diff;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.keys.FileKeys;
import io.celeryroot.text.Json;
import io.celeryroot.text.Sha256;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Fingerprints of a configuration: two files with the same one mean the same, apart from secrets.
 * Secrets are left out, because whoever reads Redis could guess them.
 */
public final class Fingerprints {

  private static final List<String> OF_RUNS =
      List.of("workers", "tasks", "facts", "calendars", "schedules", "workflows");

  private static final int SHOWN_BYTES = 6;

  private Fingerprints() {}

  /** Computes twelve hexadecimal digits for each top-level key that is there. */
  public static Map<String, String> of(ClConfig config) {
    Map<String, String> fingerprints = new LinkedHashMap<>();
    FileKeys.show(config)
        .forEach(
            (section, value) ->
                fingerprints.put(section, Sha256.hex(Json.line(value), SHOWN_BYTES)));
    return fingerprints;
  }

  /**
   * Computes one fingerprint of the sections that decide what a due run is, from those of each.
   *
   * @param sections by top-level key
   */
  public static String ofRuns(Map<String, String> sections) {
    return Sha256.hex(
        OF_RUNS.stream()
            .map(key -> sections.getOrDefault(key, ""))
            .collect(Collectors.joining(" ")),
        SHOWN_BYTES);
  }
}
