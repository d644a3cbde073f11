// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.crontab;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.read.ConfigReader;
import io.celeryroot.config.read.ReadResult;
import io.celeryroot.migrate.ClYamlWriter;
import io.celeryroot.migrate.ClYamlWriter.ClYaml;
import io.celeryroot.migrate.DueComparison;
import io.celeryroot.migrate.ImportedSite;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class CrontabImportPropertyTest {

  private static final Instant NOW = Instant.parse("2026-11-29T04:05:06Z");

  @Property(tries = 300)
  void a_random_line_is_due_as_cron_has_it(
      @ForAll("times") String time, @ForAll("zones") ZoneId zone) {
    ImportedSite site = imported(time + " /usr/bin/true\n", zone);
    ClYaml yaml = ClYamlWriter.write(site, Set.of());
    ClConfig config = read(yaml.text()).config().orElseThrow();

    assertThat(site.problems())
        .allSatisfy(problem -> assertThat(problem.rule()).isEqualTo("crontab-never"));
    for (int i = 0; i < site.entries().size(); i++) {
      DueComparison compared =
          DueComparison.of(
              site.entries().get(i), config.schedules().get(yaml.schedules().get(i)), NOW, 200);
      assertThat(compared.different()).as(yaml.text()).isEmpty();
    }
  }

  @Property(tries = 500)
  void any_text_becomes_a_valid_file_and_no_defect(@ForAll("texts") String text) {
    ImportedSite site = imported(text, ZoneId.of("UTC"));

    ReadResult result = read(ClYamlWriter.write(site, Set.of("ping")).text());

    assertThat(result.problems()).as(text).isEmpty();
  }

  private static ImportedSite imported(String text, ZoneId zone) {
    CrontabFile file = new CrontabFile("crontab", text, "web01", Optional.of("ann"), false);
    return CrontabImport.of(List.of(file), List.of(), zone);
  }

  private static ReadResult read(String text) {
    return ConfigReader.read("cl.yaml", text, Map.of(), Optional.empty());
  }

  @Provide
  Arbitrary<ZoneId> zones() {
    return Arbitraries.of(
            "UTC",
            "Europe/Berlin",
            "America/New_York",
            "Australia/Lord_Howe",
            "America/Santiago",
            "Africa/Cairo",
            "Asia/Kolkata")
        .map(ZoneId::of);
  }

  @Provide
  Arbitrary<String> times() {
    Arbitrary<String> fields =
        Combinators.combine(
                field(0, 59, List.of()),
                field(0, 23, List.of()),
                field(1, 31, List.of()),
                field(1, 12, List.of("jan", "Jun", "DEC")),
                field(0, 7, List.of("sun", "Mon", "FRI")))
            .as(
                (minute, hour, day, month, weekday) ->
                    String.join(" ", minute, hour, day, month, weekday));
    Arbitrary<String> words =
        Arbitraries.of(
            "@hourly",
            "@daily",
            "@midnight",
            "@weekly",
            "@monthly",
            "@yearly",
            "@annually",
            "@every 90s",
            "~ 3 * * *",
            "5~20 * * * mon",
            "~ 1~3 1 * *");
    return Arbitraries.frequencyOf(
        net.jqwik.api.Tuple.of(9, fields), net.jqwik.api.Tuple.of(1, words));
  }

  private static Arbitrary<String> field(int low, int high, List<String> names) {
    Arbitrary<Integer> number = Arbitraries.integers().between(low, high);
    Arbitrary<String> range =
        Combinators.combine(number, number).as((a, b) -> Math.min(a, b) + "-" + Math.max(a, b));
    Arbitrary<String> stepped =
        Combinators.combine(
                Arbitraries.oneOf(Arbitraries.just("*"), range),
                Arbitraries.integers().between(1, high))
            .as((base, step) -> base + "/" + step);
    Arbitrary<String> entry =
        names.isEmpty()
            ? Arbitraries.oneOf(number.map(String::valueOf), range, stepped)
            : Arbitraries.oneOf(number.map(String::valueOf), range, stepped, Arbitraries.of(names));
    Arbitrary<String> list =
        entry.list().ofMinSize(1).ofMaxSize(3).map(entries -> String.join(",", entries));
    return Arbitraries.frequencyOf(
        net.jqwik.api.Tuple.of(1, Arbitraries.just("*")), net.jqwik.api.Tuple.of(1, list));
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "0 3 * * * ",
            "*/5 * * * * ",
            "@daily ",
            "root ",
            "/usr/bin/a",
            "PATH=/bin\n",
            "HOME=x",
            "# why\n",
            "\n",
            "%",
            "\\%",
            "\"",
            "'",
            "${A}",
            "{b}",
            "$(date)",
            " && ",
            "SHELL=/bin/bash\n",
            "CRON_TZ=Asia/Tokyo\n",
            "RANDOM_DELAY=7\n",
            "MAILTO=a\n",
            "\t",
            "ü",
            "\u0007",
            ": ",
            " #",
            "INPUT",
            "-n ",
            "| cat",
            "~",
            "MAILTO=\n",
            "\u2028",
            "[",
            "- ",
            "@every 1m ",
            "\\",
            "\r\n");
    return pieces.list().ofMaxSize(25).map(all -> String.join("", all));
  }
}
