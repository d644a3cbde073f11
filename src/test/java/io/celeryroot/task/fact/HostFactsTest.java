// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.fact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeryroot.condition.Fact;
import io.celeryroot.condition.Quantity;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostFactsTest {

  private static final Instant NOW = Instant.parse("2026-11-29T23:30:00Z");
  private static final ZoneId UTC = ZoneId.of("UTC");

  @TempDir private Path proc;
  private HostFacts facts;

  @BeforeEach
  void host() throws IOException {
    Files.writeString(proc.resolve("loadavg"), "1.50 2.00 3.00 1/300 4242\n");
    Files.writeString(proc.resolve("uptime"), "93784.56 1000.00\n");
    Files.writeString(
        proc.resolve("meminfo"),
        "MemTotal:       1000000 kB\nMemFree:  1 kB\nMemAvailable:    250000 kB\n");
    facts = new HostFacts(proc, InstantSource.fixed(NOW));
  }

  private String text(Fact fact, String argument, String zone) throws IOException {
    return facts.measure(fact, argument, ZoneId.of(zone)).text();
  }

  @Test
  void the_kernel_says_load_uptime_and_memory() throws IOException {
    assertThat(text(Fact.LOAD, "", "UTC")).isEqualTo("1.5");
    assertThat(text(Fact.UPTIME, "", "UTC")).isEqualTo("1d2h3m4s");
    assertThat(text(Fact.MEMORY_USAGE, "", "UTC")).isEqualTo("75%");
  }

  @Test
  void hour_and_weekday_are_those_of_the_zone() throws IOException {
    assertThat(text(Fact.HOUR, "", "UTC")).isEqualTo("23");
    assertThat(text(Fact.WEEKDAY, "", "UTC")).isEqualTo("sun");
    assertThat(text(Fact.HOUR, "", "Europe/Berlin")).isEqualTo("0");
    assertThat(text(Fact.WEEKDAY, "", "Europe/Berlin")).isEqualTo("mon");
  }

  @Test
  void a_file_has_an_age_and_one_that_is_not_there_is_older_than_any() throws IOException {
    Path file = Files.createFile(proc.resolve("dump"));
    Files.setLastModifiedTime(file, FileTime.from(NOW.minus(Duration.ofMinutes(90))));

    assertThat(text(Fact.FILE_AGE, file.toString(), "UTC")).isEqualTo("1h30m");
    assertThat(facts.measure(Fact.FILE_AGE, proc.resolve("none").toString(), UTC))
        .isEqualTo(Quantity.NEVER);
  }

  @Test
  void a_file_from_the_future_is_as_old_as_a_new_one() throws IOException {
    Path file = Files.createFile(proc.resolve("dump"));
    Files.setLastModifiedTime(file, FileTime.from(NOW.plusSeconds(60)));

    assertThat(text(Fact.FILE_AGE, file.toString(), "UTC")).isEqualTo("0s");
  }

  @Test
  void files_and_directories_exist() throws IOException {
    assertThat(text(Fact.FILE_EXISTS, proc.toString(), "UTC")).isEqualTo("yes");
    assertThat(text(Fact.FILE_EXISTS, proc.resolve("uptime").toString(), "UTC")).isEqualTo("yes");
    assertThat(text(Fact.FILE_EXISTS, proc.resolve("none").toString(), "UTC")).isEqualTo("no");
  }

  /** The program rounds up to whole percents. */
  @Test
  void disk_usage_is_what_df_says() throws IOException, InterruptedException {
    Process df = new ProcessBuilder("df", "--output=pcent", proc.toString()).start();
    String said;
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(df.getInputStream(), StandardCharsets.UTF_8))) {
      said = out.lines().reduce((first, last) -> last).orElseThrow().strip().replace("%", "");
    }
    df.waitFor();

    assertThat(facts.measure(Fact.DISK_USAGE, proc.toString(), UTC).number())
        .isBetween(Double.parseDouble(said) - 1.5, Double.parseDouble(said) + 0.5);
  }

  @Test
  void a_path_without_a_file_system_cannot_be_measured() {
    assertThatThrownBy(() -> facts.measure(Fact.DISK_FREE, proc.resolve("none").toString(), UTC))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void a_size_is_shown_in_the_unit_that_fits() {
    assertThat(Measurements.size(0).text()).isEqualTo("0B");
    assertThat(Measurements.size(1536).text()).isEqualTo("1.5KB");
    assertThat(Measurements.size(5L << 30).text()).isEqualTo("5GB");
    assertThat(Measurements.size(3000L << 40).text()).isEqualTo("3000TB");
  }
}
