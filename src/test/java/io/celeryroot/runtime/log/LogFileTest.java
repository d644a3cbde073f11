// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {

  /** The day on which the files of these tests are really written. */
  private final SettableClock clock = new SettableClock(Instant.now());

  @TempDir Path directory;

  @Test
  void it_is_appended_to() throws Exception {
    Files.writeString(file(), "before\n");
    try (LogFile log = log(1000, 14)) {
      write(log, "one\n");
    }
    assertThat(file()).hasContent("before\none\n");
  }

  @Test
  void a_full_file_is_rotated_and_compressed() throws Exception {
    String today = LogFileTest.this.clock.today();
    try (LogFile log = log(10, 14)) {
      write(log, "12345678\n");
      write(log, "second\n");
      write(log, "third\n");
      await().until(() -> names().contains("cl.log." + today + ".2.gz"));
      assertThat(file()).hasContent("third\n");
      await().until(() -> names().size() == 3);
      assertThat(unzipped("cl.log." + today + ".1.gz")).isEqualTo("12345678\n");
      assertThat(unzipped("cl.log." + today + ".2.gz")).isEqualTo("second\n");
    }
  }

  @Test
  void each_day_has_its_file_and_old_ones_are_deleted() throws Exception {
    String today = clock.today();
    Files.writeString(directory.resolve("cl.log.2020-01-01.1.gz"), "");
    Files.writeString(directory.resolve("cl.log.2020-01-01.notes"), "");
    try (LogFile log = log(1000, 14)) {
      write(log, "today\n");
      clock.advance(Duration.ofDays(1));
      write(log, "tomorrow\n");
      await().until(() -> names().contains("cl.log." + today + ".1.gz"));
      assertThat(file()).hasContent("tomorrow\n");
      await().until(() -> !names().contains("cl.log.2020-01-01.1.gz"));
      assertThat(names()).contains("cl.log.2020-01-01.notes");
    }
  }

  @Test
  void a_renamed_file_is_made_anew_within_a_second() throws Exception {
    try (LogFile log = log(1000, 0)) {
      write(log, "one\n");
      Files.move(file(), directory.resolve("cl.log.1"));
      write(log, "two\n");
      clock.advance(Duration.ofSeconds(1));
      write(log, "three\n");
    }
    assertThat(directory.resolve("cl.log.1")).hasContent("one\ntwo\n");
    assertThat(file()).hasContent("three\n");
  }

  @Test
  void without_rotation_of_its_own_it_grows() throws Exception {
    try (LogFile log = log(10, 0)) {
      write(log, "12345678\n");
      clock.advance(Duration.ofDays(2));
      write(log, "12345678\n");
    }
    assertThat(names()).containsExactly("cl.log");
  }

  @Test
  void what_an_earlier_process_rotated_and_did_not_compress_is_compressed() throws Exception {
    Files.writeString(directory.resolve("cl.log." + clock.today() + ".1"), "left\n");
    try (LogFile log = log(5, 14)) {
      write(log, "12345\n");
      write(log, "12345\n");
      String name = "cl.log." + clock.today() + ".1.gz";
      await().until(() -> names().contains(name) && !names().contains(name + ".part"));
      assertThat(unzipped(name)).isEqualTo("left\n");
    }
  }

  @Test
  void a_failure_reaches_nobody_and_is_tried_again() throws Exception {
    Path later = directory.resolve("later");
    LogFile log = new LogFile(later.resolve("cl.log"), 1000, 14, clock, System.err);
    write(log, "lost\n");
    Files.createDirectory(later);
    clock.advance(Duration.ofSeconds(1));
    write(log, "kept\n");
    log.close();
    assertThat(later.resolve("cl.log")).hasContent("kept\n");
  }

  @Test
  void a_full_disk_is_told_once_in_words_with_the_fix() {
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    LogFile log =
        new LogFile(Path.of("/dev/full"), 1000, 0, clock, new PrintStream(told, true, UTF_8));

    write(log, "one\n");
    write(log, "two\n");

    assertThat(told.toString(UTF_8))
        .isEqualTo(
            "cl: --log-file /dev/full: lines are lost, the file cannot be written: No space left on"
                + " device; fix: free some space there, or name another file\n");
  }

  private LogFile log(long maxBytes, int days) {
    return new LogFile(file(), maxBytes, days, clock, System.err);
  }

  private Path file() {
    return directory.resolve("cl.log");
  }

  private static void write(LogFile log, String line) {
    byte[] bytes = line.getBytes(UTF_8);
    log.write(bytes, 0, bytes.length);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private String unzipped(String name) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(directory.resolve(name)))) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private static final class SettableClock extends Clock {

    private Instant now;

    SettableClock(Instant now) {
      this.now = now;
    }

    void advance(Duration time) {
      now = now.plus(time);
    }

    String today() {
      return now.atOffset(ZoneOffset.UTC).toLocalDate().toString();
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return Clock.fixed(now, zone);
    }
  }
}
