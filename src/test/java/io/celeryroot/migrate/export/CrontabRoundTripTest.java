// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.read.ConfigReader;
import io.celeryroot.migrate.ClYamlWriter;
import io.celeryroot.migrate.ImportedSite;
import io.celeryroot.migrate.crontab.CrontabFile;
import io.celeryroot.migrate.crontab.CrontabImport;
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

final class CrontabRoundTripTest {

  private static final Instant NOW = Instant.parse("2026-11-29T04:05:06Z");
  private static final Instant END = Instant.parse("2200-01-01T00:00:00Z");

  @Property(tries = 200)
  void a_schedule_that_goes_to_cron_and_comes_back_is_due_as_before(
      @ForAll("times") String time, @ForAll("zones") String zone) {
    ClConfig before =
        read(
            """
            workers: {web: {hostnames: [web01]}}
            tasks: {t: {command: [/bin/echo, "50%%", "it's"], user: ann}}
            schedules:
              s: {%s, task: t, targets: [web], timezone: %s}
            """
                .formatted(time, zone));

    Exported exported = CrontabExport.of(HostSchedule.of(before, "web01"), List.of("head"));
    ImportedSite site =
        CrontabImport.of(
            List.of(new CrontabFile("cl", exported.text(), "web01", Optional.empty(), true)),
            List.of(),
            ZoneId.of("Asia/Tokyo"));
    ClConfig after = read(ClYamlWriter.write(site, Set.of()).text());

    assertThat(exported.leftOut()).isEmpty();
    assertThat(site.problems()).isEmpty();
    assertThat(due(after)).as(exported.text()).isEqualTo(due(before));
    assertThat(after.tasks().values().iterator().next().user()).hasValue("ann");
  }

  private static List<Instant> due(ClConfig config) {
    Schedule schedule = config.schedules().values().iterator().next();
    return schedule.timetable().between(NOW, END, 300);
  }

  private static ClConfig read(String text) {
    return ConfigReader.read("cl.yaml", text, Map.of(), Optional.empty()).config().orElseThrow();
  }

  @Provide
  Arbitrary<String> zones() {
    return Arbitraries.of("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe");
  }

  @Provide
  Arbitrary<String> times() {
    Arbitrary<String> minute =
        Arbitraries.of("*", "0", "*/7", "5-50/9", "1,2,30", "*/60", "3-9/2147483647");
    Arbitrary<String> hour = Arbitraries.of("*", "2", "*/3", "1-3", "22,23");
    Arbitrary<String> day = Arbitraries.of("*", "1", "*/2", "13,27", "28-31");
    Arbitrary<String> month = Arbitraries.of("*", "jan", "feb-apr", "*/3", "12");
    Arbitrary<String> weekday =
        Arbitraries.of("*", "mon", "fri-sun", "*/2", "5-0", "sat,sun", "0", "7", "mon-fri");
    Arbitrary<String> fields =
        Combinators.combine(minute, hour, day, month, weekday)
            .as((a, b, c, d, e) -> "cron: '%s %s %s %s %s'".formatted(a, b, c, d, e));
    Arbitrary<String> others =
        Arbitraries.of(
            "every: 1m",
            "every: 15m",
            "every: 1h",
            "every: 6h",
            "every: 1d",
            "every: 7d",
            "cron: '@daily'",
            "cron: '@yearly'",
            "cron: '@weekly'");
    return Arbitraries.frequencyOf(
        net.jqwik.api.Tuple.of(4, fields), net.jqwik.api.Tuple.of(1, others));
  }
}
