// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JournalTest {

  private static final String PARSER =
      """
      import socket, struct, sys
      server = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      server.bind(sys.argv[1])
      data = server.recv(1 << 20)
      while data:
          end = data.index(b'\\n')
          size = struct.unpack('<Q', data[end + 1:end + 9])[0]
          print(data[:end].decode() + '=' + data[end + 9:end + 9 + size].decode())
          data = data[end + 10 + size:]
      """;

  @TempDir Path directory;

  @Test
  void a_line_arrives_as_an_entry_with_level_and_fields() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "needs python3");
    Path socket = directory.resolve("socket");
    Process server =
        new ProcessBuilder("/usr/bin/python3", "-c", PARSER, socket.toString()).start();
    try {
      await().until(() -> Files.exists(socket));

      boolean isTaken =
          Journal.connect(socket).orElseThrow().send(JournalEntry.of(event(Level.WARN)));

      assertThat(isTaken).isTrue();
      assertThat(new String(server.getInputStream().readAllBytes(), UTF_8))
          .isEqualTo(
              """
              PRIORITY=4
              SYSLOG_IDENTIFIER=cl
              CL_LOGGER=io.celeryroot.worker
              CL_RUN=r1
              CL_JOB=r1.web01
              CL_HOST=web01
              MESSAGE=job ü: a\\nb
              """);
    } finally {
      server.destroyForcibly();
    }
  }

  @ParameterizedTest
  @CsvSource({"ERROR,3", "WARN,4", "INFO,6", "DEBUG,7", "TRACE,7"})
  void levels_are_those_of_syslog(String level, String priority) {
    assertThat(JournalEntry.of(event(Level.toLevel(level))).fields())
        .containsEntry("PRIORITY", priority);
  }

  @Test
  void a_stderr_that_is_not_the_journals_is_left_alone() {
    assertThat(Journal.ofStderr(Map.of())).isEmpty();
    assertThat(Journal.ofStderr(Map.of("JOURNAL_STREAM", "8:1"))).isEmpty();
    assertThat(Journal.connect(directory.resolve("nobody"))).isEmpty();
  }

  private static LoggingEvent event(Level level) {
    LoggingEvent event = new LoggingEvent();
    event.setLevel(level);
    event.setLoggerName("io.celeryroot.worker");
    event.setMessage("job ü: a\nb");
    event.setMDCPropertyMap(Map.of("run", "r1", "job", "r1.web01", "host", "web01", "x", "y"));
    return event;
  }
}
