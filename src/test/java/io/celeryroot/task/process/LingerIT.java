// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import static io.celeryroot.task.process.Processes.marked;
import static io.celeryroot.task.process.Processes.shell;
import static io.celeryroot.task.process.Processes.withLinger;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.task.process.ProcessResult.Ending;
import io.celeryroot.task.spawn.Spawner;
import io.celeryroot.task.spawn.Spawners;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What a program leaves behind when it ends normally: its output counts, and nothing hurts it. */
@ParameterizedClass
@MethodSource("spawners")
class LingerIT {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(200);

  private final ProcessRunner runner;
  private final String mark = Processes.newMark();

  LingerIT(Spawner spawner) {
    this.runner = new ProcessRunner(Clock.systemUTC(), spawner, Launcher.Tools.find(""));
  }

  static List<Spawner> spawners() {
    return List.of(Spawners.best(UTF_8), Spawners.ofJdk());
  }

  @TempDir Path directory;

  @AfterEach
  void killAll() {
    Processes.kill(mark);
    runner.close();
  }

  @Test
  void all_lines_of_helpers_that_end_later_are_kept() throws Exception {
    Path log = directory.resolve("stamp.log");
    ProcessSpec stamp =
        Processes.spec(
            "bash",
            "-c",
            "exec > >(while IFS= read -r line; do echo \"$(date +%T) $line\"; done"
                + " | tee -a \"$1\") 2>&1\n"
                + "for i in $(seq 1 200); do echo \"row $i\"; done\n"
                + "echo 'RESULT: 200 rows copied'",
            "bash",
            log.toString());

    ProcessResult result = run(withLinger(stamp, LONG));

    assertThat(result.isSuccess()).isTrue();
    assertThat(result.left()).isEmpty();
    assertThat(result.stdout().lines()).hasSize(201);
    assertThat(result.stdout()).endsWith("RESULT: 200 rows copied\n");
    assertThat(Files.readString(log)).isEqualTo(result.stdout());
  }

  @Test
  void what_runs_on_is_named_and_the_outcome_stands() throws Exception {
    ProcessResult result =
        run(withLinger(shell("(sleep 999; echo late) & echo started; exit 3"), SHORT));

    assertThat(result.ending()).isEqualTo(Ending.EXITED);
    assertThat(result.exitCode()).hasValue(3);
    assertThat(result.stdout()).isEqualTo("started\n");
    assertThat(result.left()).containsExactlyInAnyOrder("sh", "sleep");
    assertThat(result.duration()).isLessThan(SHORT);
    assertThat(marked(mark)).hasSize(2);
  }

  @Test
  void a_background_writer_is_not_hurt_by_the_end_of_the_job() throws Exception {
    Path marker = directory.resolve("marker");
    Path go = directory.resolve("go");
    String writer =
        "(while [ ! -e \"$2\" ]; do sleep 0.05; done; echo one || exit; for i in $(seq 30000); do echo filler; done || exit;"
            + " echo two; echo finished >\"$1\") & echo parent-done";

    ProcessResult result = run(withLinger(shell(writer, marker.toString(), go.toString()), SHORT));
    Files.createFile(go);

    assertThat(result.stdout()).isEqualTo("parent-done\n");
    assertThat(result.left()).isNotEmpty();
    await().atMost(LONG).until(() -> Files.exists(marker));
  }

  @Test
  void what_was_started_with_nohup_lives_on_after_its_first_line() throws Exception {
    Path alive = directory.resolve("alive");
    String nohup =
        "nohup sh -c 'sleep 0.5; echo up; sleep 0.5; echo yes >\"$0\"' \"$1\" & echo started";
    run(withLinger(shell(nohup, alive.toString()), SHORT));
    await().atMost(LONG).until(() -> Files.exists(alive));
  }

  @Test
  void a_daemon_that_closed_its_output_is_not_waited_for() throws Exception {
    ProcessResult result =
        run(withLinger(shell("sleep 999 >/dev/null 2>&1 </dev/null & echo started"), LONG));
    assertThat(result.isSuccess()).isTrue();
    assertThat(result.left()).isEmpty();
    assertThat(marked(mark)).hasSize(1);
  }

  @Test
  void a_cancel_while_it_lingers_ends_the_wait_and_nothing_else() throws Exception {
    Path parent = directory.resolve("parent");
    BackgroundRun job =
        new BackgroundRun(
            runner,
            marked(
                withLinger(shell("sleep 999 & echo $$ >\"$1\"", parent.toString()), LONG), mark));
    await().until(() -> Files.exists(parent) && !Files.readString(parent).isBlank());
    Path main = Path.of("/proc", Files.readString(parent).strip());
    await("the end of the main process").until(() -> Files.notExists(main));
    job.cancel();
    ProcessResult result = job.await();
    assertThat(result.ending()).isEqualTo(Ending.EXITED);
    assertThat(result.isSuccess()).isTrue();
    assertThat(result.left()).containsExactly("sleep");
    assertThat(marked(mark)).hasSize(1);
  }

  private ProcessResult run(ProcessSpec spec) {
    return runner.run(marked(spec, mark), cancel -> {});
  }
}
