// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import static io.celeryroot.task.process.Processes.LONG;
import static io.celeryroot.task.process.Processes.marked;
import static io.celeryroot.task.process.Processes.shell;
import static io.celeryroot.task.process.Processes.withLimits;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.task.limit.StartLine;
import io.celeryroot.task.process.ProcessResult.Ending;
import io.celeryroot.task.spawn.Spawner;
import io.celeryroot.task.spawn.Spawners;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Promise 5: timeout, cancel and shutdown leave no process behind. */
@ParameterizedClass
@MethodSource("spawners")
class ProcessTreeIT {

  private static final Duration ONE = Duration.ofSeconds(1);

  private final String mark = Processes.newMark();
  private final ProcessRunner runner;

  ProcessTreeIT(Spawner spawner) {
    this.runner = new ProcessRunner(Clock.systemUTC(), spawner, Launcher.Tools.find(""));
  }

  static List<Spawner> spawners() {
    return List.of(Spawners.best(UTF_8), Spawners.ofJdk());
  }

  @AfterEach
  void nothing_is_left() {
    runner.close();
    Processes.kill(mark);
  }

  /** In each script {@code $1} is the mark, for processes that lose their environment. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "background child                        | 2 | sleep 999 & sleep 999",
        "double fork in the session              | 2 | (sh -c 'sleep 999 &') ; sleep 999",
        "child that ignores TERM                 | 2 | (trap '' TERM; sleep 999) & sleep 999",
        "main process that ignores TERM          | 1 | trap '' TERM; while :; do sleep 1; done",
        "child that closed its pipes             | 2 | sleep 999 >&- 2>&- <&- & sleep 999",
        "main process that closed its pipes      | 1 | exec >&- 2>&- <&-; sleep 999",
        "grandchild with a session               | 2 | setsid sleep 999 & sleep 999",
        "orphan with a session                   | 2 | sh -c 'setsid sleep 999 &'; sleep 999",
        "child with a session, no environment    | 2 | env -i setsid sh -c 'sleep 999; :' $1 & sleep 999",
        "orphan in the session, no environment   | 2 | sh -c 'env -i sh -c \"sleep 999; :\" $0 &' $1; sleep 999",
        "the same, deaf, and its parent ends     | 2 | env -i setsid sh -c 'trap \"\" TERM; while :; do sleep 1; done' $1 & sleep 999",
        "stopped process                         | 2 | (kill -STOP $$) & sleep 999 & wait; sleep 999",
        "deaf orphan with a session              | 2 | setsid sh -c 'trap \"\" TERM; while :; do sleep 1; done' & sleep 999",
        "processes that keep starting processes  | 3 | (while :; do sleep 0.05 & sleep 0.02; done) & sleep 999"
      })
  void cancel_leaves_no_process_behind(String what, int processes, String script) throws Exception {
    BackgroundRun process =
        new BackgroundRun(runner, withLimits(marked(shell(script, mark), mark), LONG, ONE));
    await().atMost(LONG).until(() -> marked(mark).size() >= processes);

    long cancelledAt = System.nanoTime();
    process.cancel();
    ProcessResult result = process.await();

    assertThat(marked(mark)).as(what).isEmpty();
    assertThat(Duration.ofNanos(System.nanoTime() - cancelledAt))
        .isLessThan(Duration.ofMillis(2100));
    assertThat(result.ending()).isEqualTo(Ending.CANCELLED);
    assertThat(result.exitCode()).isPresent();
    assertThat(result.isSuccess()).isFalse();
  }

  @Test
  void a_daemon_that_left_the_tree_on_purpose_outlives_it() throws Exception {
    String script = "(env -u CELERYROOT_PROCESS setsid sleep 999 >/dev/null 2>&1 &); sleep 999";
    BackgroundRun process =
        new BackgroundRun(runner, withLimits(marked(shell(script), mark), LONG, ONE));
    await()
        .atMost(LONG)
        .until(() -> marked(mark).stream().filter(p -> p.matches("\\d+ sleep 999 ?")).count() == 2);

    process.cancel();
    process.await();

    assertThat(marked(mark)).singleElement().asString().contains("sleep 999");
  }

  @Test
  void a_timeout_ends_the_tree() throws Exception {
    ProcessResult result =
        runner.run(
            withLimits(marked(shell("sleep 999 & sleep 999"), mark), ONE, ONE), cancel -> {});
    assertThat(result.ending()).isEqualTo(Ending.TIMED_OUT);
    assertThat(result.exitCode()).hasValue(143);
    assertThat(result.duration()).isBetween(ONE, Duration.ofSeconds(2));
    assertThat(marked(mark)).isEmpty();
  }

  @Test
  void a_trap_may_clean_up_and_its_last_words_are_kept(@TempDir Path directory) throws Exception {
    Path ready = directory.resolve("ready");
    String script =
        "trap 'sleep 0.2; echo cleaned; exit 7' TERM; echo up; : >'"
            + ready
            + "'; sleep 999 & wait";
    BackgroundRun process =
        new BackgroundRun(
            runner, withLimits(marked(shell(script), mark), LONG, Duration.ofSeconds(5)));
    await("trap").until(() -> Files.exists(ready));

    process.cancel();

    ProcessResult result = process.await();
    assertThat(result.ending()).isEqualTo(Ending.CANCELLED);
    assertThat(result.exitCode()).hasValue(7);
    assertThat(result.stdout()).isEqualTo("up\ncleaned\n");
  }

  @Test
  void without_kill_after_kill_comes_at_once() throws Exception {
    String script = "trap '' TERM; while :; do sleep 1; done";
    ProcessResult result =
        runner.run(withLimits(marked(shell(script), mark), ONE, Duration.ZERO), cancel -> {});
    assertThat(result.exitCode()).hasValue(137);
    assertThat(result.duration()).isLessThan(Duration.ofSeconds(2));
    assertThat(marked(mark)).isEmpty();
  }

  /**
   * Often enough to hit a shell that is just starting its child: the child has missed the TERM and
   * must not cost killAfter.
   */
  @RepeatedTest(30)
  void a_timeout_of_zero_leaves_no_time() throws Exception {
    ProcessResult result =
        runner.run(
            withLimits(marked(shell("sleep 999; :"), mark), Duration.ZERO, LONG), cancel -> {});
    assertThat(result.ending()).isEqualTo(Ending.TIMED_OUT);
    assertThat(result.duration()).isLessThan(Duration.ofSeconds(5));
    assertThat(marked(mark)).isEmpty();
  }

  @Test
  void cancel_right_after_start_and_twice_is_one_cancel() throws Exception {
    BackgroundRun process =
        new BackgroundRun(
            runner, withLimits(marked(shell("sleep 999 & sleep 999"), mark), LONG, ONE));
    process.cancel();
    process.cancel();
    assertThat(process.await().ending()).isEqualTo(Ending.CANCELLED);
    assertThat(marked(mark)).isEmpty();
  }

  @Test
  void cancel_after_the_end_changes_nothing() throws Exception {
    BackgroundRun process = new BackgroundRun(runner, shell("exit 0"));
    process.await();
    process.cancel();
    assertThat(process.await().ending()).isEqualTo(Ending.EXITED);
  }

  @Test
  void an_interrupt_ends_the_tree_and_is_kept() throws Exception {
    BackgroundRun process =
        new BackgroundRun(
            runner, withLimits(marked(shell("setsid sleep 999 & sleep 999"), mark), LONG, ONE));
    await().atMost(LONG).until(() -> marked(mark).size() >= 2);

    process.interrupt();

    assertThat(process.await().ending()).isEqualTo(Ending.CANCELLED);
    assertThat(process.wasInterrupted()).isTrue();
    assertThat(marked(mark)).isEmpty();
  }

  @Test
  void close_ends_all_trees_and_later_starts() throws Exception {
    BackgroundRun first =
        new BackgroundRun(
            runner, withLimits(marked(shell("setsid sleep 999 & sleep 999"), mark), LONG, ONE));
    BackgroundRun second =
        new BackgroundRun(
            runner, withLimits(marked(shell("trap '' TERM; sleep 999"), mark), LONG, ONE));
    await().atMost(LONG).until(() -> marked(mark).size() >= 3);

    runner.close();

    assertThat(marked(mark)).isEmpty();
    assertThat(first.await().ending()).isEqualTo(Ending.CANCELLED);
    assertThat(second.await().ending()).isEqualTo(Ending.CANCELLED);
    BackgroundRun late = new BackgroundRun(runner, shell("sleep 999"));
    assertThat(late.await().ending()).isEqualTo(Ending.CANCELLED);
    assertThat(late.wasStarted()).isFalse();
  }

  @Test
  void a_daemon_outlives_a_normal_end_without_being_awaited() throws Exception {
    ProcessResult result =
        runner.run(marked(shell("sleep 999 & echo started"), mark), cancel -> {});
    assertThat(result.isSuccess()).isTrue();
    assertThat(result.stdout()).isEqualTo("started\n");
    assertThat(result.duration()).isLessThan(Duration.ofSeconds(3));
    runner.close();
    assertThat(marked(mark)).hasSize(1);
  }

  @Test
  void without_setsid_the_marker_and_the_parents_find_the_tree() throws Exception {
    try (ProcessRunner plain =
        new ProcessRunner(
            Clock.systemUTC(),
            Spawners.ofJdk(),
            new Launcher.Tools(
                Optional.empty(),
                Optional.empty(),
                new StartLine.Tools(Optional.empty(), Optional.empty())))) {
      String script = "sh -c 'setsid sleep 999 &'; env -i sh -c 'sleep 999; :' $1 & sleep 999";
      BackgroundRun process =
          new BackgroundRun(plain, withLimits(marked(shell(script, mark), mark), LONG, ONE));
      await().atMost(LONG).until(() -> marked(mark).size() >= 3);
      process.cancel();
      process.await();
      assertThat(marked(mark)).isEmpty();
    }
  }

  @Test
  void the_end_of_the_jvm_kills_nothing() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Process jvm =
        new ProcessBuilder(List.of(java, "-cp", classPath, LeavesProcess.class.getName(), mark))
            .inheritIO()
            .start();
    assertThat(jvm.waitFor()).isZero();
    assertThat(marked(mark)).hasSize(1);
  }

  /** Ends its JVM while a process runs. */
  static final class LeavesProcess {

    public static void main(String[] arguments) {
      new ProcessRunner(Clock.systemUTC())
          .run(marked(Processes.spec("sleep", "999"), arguments[0]), cancel -> System.exit(0));
    }
  }
}
