// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.redis.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LifelineTest {

  private static final int KILL = 9;
  private static final int TERM = 15;

  @TempDir private Path directory;

  @Test
  void a_program_ends_when_its_starter_lets_go_of_the_pipe() throws Exception {
    assertThat(exitWhenLetGo(Lifeline.ended(List.of("sleep", "60")))).isEqualTo(128 + TERM);
    assertThat(exitWhenLetGo(Lifeline.killed(List.of("sleep", "60")))).isEqualTo(128 + KILL);
  }

  @Test
  void a_program_that_is_told_to_end_has_time_to_do_so() throws Exception {
    String program = "trap 'sleep 0.3; exit 5' TERM; echo up; while :; do sleep 0.1; done";
    Process process = new ProcessBuilder(Lifeline.killed(List.of("sh", "-c", program))).start();
    assertThat(process.inputReader().readLine()).isEqualTo("up");

    process.toHandle().destroy();

    assertThat(process.waitFor()).isEqualTo(5);
  }

  @Test
  void a_program_keeps_its_process_id_its_output_and_its_exit_code() throws Exception {
    Process process =
        new ProcessBuilder(
                Lifeline.ended(List.of("sh", "-c", "echo $$ \"$1\"; exit 3", "sh", "a b")))
            .start();

    assertThat(new String(process.getInputStream().readAllBytes(), UTF_8))
        .isEqualTo(process.pid() + " a b\n");
    assertThat(process.waitFor()).isEqualTo(3);
  }

  @Test
  void a_program_reads_nothing_and_knows_nothing_of_the_pipe() throws Exception {
    Process process =
        new ProcessBuilder(Lifeline.ended(List.of("sh", "-c", "cat; ls /proc/$$/fd"))).start();

    assertThat(new String(process.getInputStream().readAllBytes(), UTF_8).lines())
        .containsExactly("0", "1", "2");
  }

  @Test
  void nothing_is_left_when_a_program_ends_before_its_starter() throws Exception {
    Path watched = directory.resolve("watched");
    String program = "ps -o pid= --ppid $$ >'" + watched + "'";
    Process process = new ProcessBuilder(Lifeline.ended(List.of("sh", "-c", program))).start();
    assertThat(process.waitFor()).isZero();

    for (String id : pids(watched)) {
      ProcessHandle.of(Long.parseLong(id)).ifPresent(LifelineTest::awaitEnd);
    }
  }

  private static List<String> pids(Path file) throws IOException {
    List<String> pids = Files.readAllLines(file).stream().map(String::strip).toList();
    assertThat(pids).as("the watching shell and ps").hasSize(2);
    return pids;
  }

  private static void awaitEnd(ProcessHandle process) {
    assertThat(process.onExit()).succeedsWithin(Duration.ofSeconds(10));
  }

  private static int exitWhenLetGo(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).start();
    assertThat(process.waitFor(200, TimeUnit.MILLISECONDS)).as("lives by itself").isFalse();
    process.getOutputStream().close();
    return process.waitFor();
  }
}
