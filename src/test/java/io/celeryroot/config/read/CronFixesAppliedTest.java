// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.Problem;
import io.celeryroot.config.Schedule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fixes for a wrong cron that are keys beside it, or in its place, pasted into the file. */
class CronFixesAppliedTest {

  private static final Pattern WRITTEN = Pattern.compile("write \"([^\"]+)\"");
  private static final Pattern KEY = Pattern.compile("\\b(every|at|timezone|splay): ([^\\s,;]+)");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CRON_TZ=America/New_York 0 9 * * 1-5",
        "TZ=UTC 0 3 * * *",
        "0 3 * * * Asia/Tokyo",
        "@daily Asia/Tokyo",
        "@weekly /usr/bin/backup",
        "@every 1h30m",
        "@every 90s",
        "*/10 * * * * *",
        "0 3 1 1 * 2027",
        "0 0 12 1 6 ? 2027",
        "H 3 * * *",
        "H/15 * * * *",
        "H H * * *",
        "H/90 * * * *",
        "H(0-29)/10 3 * * *",
        "0~30 4 * * *",
        "0 0 * * mon-wed#2",
        "0 22-6 * * *",
        "0 3 * * * root /usr/bin/backup"
      })
  void a_fix_is_accepted_when_it_is_pasted(String wrong) {
    List<Problem> problems = read("cron: \"" + wrong + "\"").problems();
    assertThat(problems).hasSize(1);

    String mended = keys(problems.get(0).hint());
    ReadResult result = read(mended);

    assertThat(result.problems()).as("%s: %s", wrong, mended).isEmpty();
    assertThat(result.warnings()).as("%s: %s", wrong, mended).isEmpty();
    Schedule schedule = result.config().orElseThrow().schedules().get("s");
    assertThat(schedule.timetable().describe()).isNotBlank();
    if (mended.contains("timezone: ")) {
      assertThat(mended).endsWith("timezone: " + schedule.zone().getId());
    }
  }

  /** The keys that a hint says to write. */
  private static String keys(String hint) {
    StringBuilder keys = new StringBuilder();
    Matcher written = WRITTEN.matcher(hint);
    if (written.find()) {
      keys.append("cron: \"").append(written.group(1)).append('"');
    }
    Matcher key = KEY.matcher(hint);
    if (key.find()) {
      keys.append(keys.isEmpty() ? "" : "\n    ").append(key.group());
    }
    return keys.toString();
  }

  private static ReadResult read(String when) {
    String text =
        """
        workers: {web: {hostnames: [web01]}}
        schedules:
          s:
            task: ping
            targets: [web]
            %s
        """
            .formatted(when);
    return ConfigReader.read("cl.yaml", text, Map.of(), Optional.empty());
  }
}
