// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import static io.celeryroot.task.process.Processes.MEGABYTE;
import static io.celeryroot.task.process.Processes.marked;
import static io.celeryroot.task.process.Processes.shell;
import static io.celeryroot.task.process.Processes.spec;
import static io.celeryroot.task.process.Processes.withMaxOutput;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.celeryroot.task.process.ProcessResult.Ending;
import io.celeryroot.task.spawn.Channel;
import io.celeryroot.task.spawn.Spawner;
import io.celeryroot.task.spawn.Spawners;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How real programs are started, what they get, and what is kept of their output. */
@ParameterizedClass
@MethodSource("spawners")
class ProcessRunnerIT {

  private final ProcessRunner runner;

  ProcessRunnerIT(Spawner spawner) {
    this.runner = new ProcessRunner(Clock.systemUTC(), spawner, Launcher.Tools.find(""));
  }

  static List<Spawner> spawners() {
    return List.of(Spawners.best(UTF_8), Spawners.ofJdk());
  }

  @TempDir Path directory;

  @AfterEach
  void close() {
    runner.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 126, 127, 255})
  void the_exit_code_is_the_programs(int code) throws Exception {
    ProcessResult result = run(shell("exit " + code));
    assertThat(result.ending()).isEqualTo(Ending.EXITED);
    assertThat(result.exitCode()).hasValue(code);
    assertThat(result.isSuccess()).isEqualTo(code == 0);
  }

  @Test
  void other_exit_codes_may_mean_success() throws Exception {
    ProcessSpec grep = Processes.withSuccessExitCodes(shell("exit \"$1\"", "100"), Set.of(0, 100));
    assertThat(run(grep).isSuccess()).isTrue();
    assertThat(run(Processes.withSuccessExitCodes(shell("exit 0"), Set.of(100))).isSuccess())
        .isFalse();
  }

  @Test
  void death_by_a_signal_is_128_and_its_number() throws Exception {
    ProcessResult result = run(shell("kill -KILL $$"));
    assertThat(result.ending()).isEqualTo(Ending.EXITED);
    assertThat(result.exitCode()).hasValue(137);
    assertThat(result.signal().orElse(Signals.KILL)).isEqualTo(Signals.KILL);
    assertThat(Signals.name(Signals.KILL)).isEqualTo("SIGKILL");
    assertThat(Signals.name(31)).isEqualTo("SIGSYS");
    assertThat(Signals.name(40)).isEqualTo("signal 40");
  }

  @Test
  void arguments_arrive_untouched() throws Exception {
    List<String> hostile =
        List.of(
            "; rm -rf /",
            "$(id)",
            "`id`",
            "'\"",
            "a\nb\n",
            "--",
            "-e",
            "--help",
            "{x}",
            "%s",
            "\\n",
            "*",
            "$HOME",
            "",
            " ",
            "€😀\u0301",
            "\u0001\t");
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", "for a; do printf '<%s>' \"$a\"; done", "sh"));
    command.addAll(hostile);

    ProcessResult result = run(spec(command.toArray(String[]::new)));

    assertThat(result.stdout()).isEqualTo("<" + String.join("><", hostile) + ">");
  }

  @Test
  void a_program_may_have_an_odd_name() throws Exception {
    Path program = program("-v $(id)", "#!/bin/sh\necho ran \"$@\"\n");
    ProcessSpec byPath =
        Processes.withEnvironment(
            spec("-v $(id)", "x"), Map.of("PATH", directory + ":/usr/bin:/bin"));
    assertThat(run(byPath).stdout()).isEqualTo("ran x\n");
    assertThat(run(spec(program.toString())).stdout()).isEqualTo("ran\n");
    assertThat(run(Processes.withWorkdir(spec("./-v $(id)"), directory)).stdout())
        .isEqualTo("ran\n");
  }

  @Test
  void a_nul_in_an_argument_is_refused() throws Exception {
    assertNotStarted(spec("echo", "a\0b"), "argument 1 holds a NUL character");
  }

  @Test
  void too_long_an_argument_is_refused() throws Exception {
    assertNotStarted(
        spec("echo", "x".repeat(200_000)), "cannot execute echo: Argument list too long");
  }

  @Test
  void standard_input_is_empty() throws Exception {
    ProcessResult result = run(spec("cat"));
    assertThat(result.isSuccess()).isTrue();
    assertThat(result.stdout()).isEmpty();
  }

  @Test
  void the_environment_holds_nothing_but_what_is_documented() throws Exception {
    String names = run(Processes.withEnvironment(spec("env"), Map.of("MINE", "a=b\nc"))).stdout();
    assertThat(names).contains("MINE=a=b\nc\n").contains("PATH=").contains("CELERYROOT_PROCESS=");
    assertThat(
            names
                .lines()
                .filter(line -> line.indexOf('=') > 0)
                .map(line -> line.substring(0, line.indexOf('='))))
        .allMatch(
            name ->
                name.startsWith("LC_")
                    || Set.of(
                            "MINE",
                            "PATH",
                            "HOME",
                            "USER",
                            "LOGNAME",
                            "SHELL",
                            "LANG",
                            "LANGUAGE",
                            "TZ",
                            "TMPDIR",
                            "CELERYROOT_PROCESS")
                        .contains(name));
  }

  @Test
  void it_runs_in_its_workdir_in_a_session_of_its_own() throws Exception {
    String script = "pwd -P; echo $$; cut -d' ' -f1,5,6 /proc/$$/stat";

    List<String> lines =
        run(Processes.withWorkdir(shell(script), directory)).stdout().lines().toList();

    String pid = lines.get(1);
    assertThat(lines)
        .containsExactly(directory.toRealPath().toString(), pid, pid + " " + pid + " " + pid);
  }

  @Test
  void the_clock_says_when_it_started() throws Exception {
    Instant noon = Instant.parse("2026-01-01T12:00:00Z");
    try (ProcessRunner fixed = new ProcessRunner(Clock.fixed(noon, ZoneOffset.UTC))) {
      ProcessResult result = fixed.run(spec("sleep", "0.1"), cancel -> {});
      assertThat(result.started()).isEqualTo(noon);
      assertThat(result.duration()).isGreaterThan(Duration.ofMillis(99));
    }
  }

  @Test
  void what_cannot_start_says_why() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "x");
    assertNotStarted(spec("/no/such/program"), "no such program: /no/such/program");
    assertNotStarted(
        Processes.withEnvironment(spec("no-such-program"), Map.of("PATH", "/bin")),
        "no such program: no-such-program (PATH=/bin)");
    assertNotStarted(spec(""), "no such program: \"\"");
    assertNotStarted(
        spec("echo a b"),
        "no such program: \"echo a b\"; fix: write the program and each argument as an item of its"
            + " own");
    assertNotStarted(spec(file.toString()), "not executable: " + file);
    assertNotStarted(spec(directory.toString()), "not executable: " + directory + " (a directory)");
    assertNotStarted(
        Processes.withWorkdir(spec("true"), Path.of("/no/such")), "no such directory: /no/such");
    assertNotStarted(Processes.withWorkdir(spec("true"), file), "not a directory: " + file);
    assertNotStarted(
        Processes.withUser(spec("true"), "no-such-user"), "no such user: no-such-user");
  }

  @Test
  void a_script_without_its_interpreter_did_not_start() throws Exception {
    Path script = program("script", "#!/no/such/interpreter\n");
    assertNotStarted(
        spec(script.toString()),
        "cannot execute "
            + script
            + ": the interpreter named in its first line does not exist: \"#!/no/such/interpreter\"");
  }

  @Test
  void a_script_with_the_ends_of_lines_of_windows_is_told_as_such() throws Exception {
    Path script = program("crlf.sh", "#!/bin/sh\r\necho hi\r\n");
    String said =
        "the interpreter named in its first line does not exist: \"#!/bin/sh\"; its lines end with"
            + " CR LF, as on Windows; fix: end them with LF: dos2unix";
    assertNotStarted(spec(script.toString()), "cannot execute " + script + ": " + said);
    assertNotStarted(
        Processes.withWorkdir(spec("./crlf.sh"), directory), "cannot execute ./crlf.sh: " + said);
  }

  @Test
  void stdout_and_stderr_are_kept_apart_and_in_order() throws Exception {
    ProcessResult result =
        run(shell("i=0; while [ $i -lt 2000 ]; do echo out $i; echo err $i >&2; i=$((i+1)); done"));
    assertThat(result.stdout()).isEqualTo(lines("out"));
    assertThat(result.stderr()).isEqualTo(lines("err"));
    assertThat(result.truncated()).isFalse();
  }

  @Test
  void output_that_is_not_utf_8_is_decoded_with_replacement() throws Exception {
    assertThat(run(shell("printf 'a\\377b\\342\\202'")).stdout()).isEqualTo("a\uFFFDb\uFFFD");
  }

  @Test
  void all_output_up_to_the_exit_is_kept() throws Exception {
    for (int i = 0; i < 50; i++) {
      assertThat(run(shell("head -c 60000 /dev/zero; echo end")).stdout())
          .hasSize(60_004)
          .endsWith("end\n");
    }
  }

  @Test
  void a_gigabyte_of_output_does_not_grow_the_heap() throws Exception {
    long before = peakHeap();

    ProcessResult result = run(shell("echo first; head -c 1G /dev/zero; echo last"));

    assertThat(peakHeap() - before).isLessThan(48 * MEGABYTE);
    assertThat(result.exitCode()).hasValue(0);
    assertThat(result.truncated()).isTrue();
    assertThat(result.stdout())
        .startsWith("first\n")
        .endsWith("last\n")
        .contains("... 1072693259 bytes cut ...\n");
    assertThat(result.stdout().length()).isLessThan((int) MEGABYTE + 100);
    assertThat(result.duration()).isLessThan(Duration.ofSeconds(25));
  }

  /** Repeated because the JDK reads such a flood into one array only when it wins a race. */
  @RepeatedTest(5)
  void a_flood_from_an_orphan_neither_fills_nor_blocks_anything() throws Exception {
    String mark = Processes.newMark();
    long before = peakHeap();

    ProcessResult result = run(marked(shell("yes & echo started >&2; sleep 0.05"), mark));

    assertThat(result.isSuccess()).isTrue();
    assertThat(result.stderr()).isEqualTo("started\n");
    assertThat(result.left()).containsExactly("yes");
    assertThat(peakHeap() - before).isLessThan(48 * MEGABYTE);
    Processes.kill(mark);
    await().until(() -> Processes.marked(mark).isEmpty());
  }

  @Test
  void a_listener_hears_all_while_it_is_written() throws Exception {
    List<String> heard = new ArrayList<>();
    ProcessSpec spec = shell("echo one; echo two >&2; sleep 0.3; printf 'thr€e'");
    ProcessResult result =
        run(
            Processes.withListener(
                withMaxOutput(spec, 0), (channel, text) -> heard.add(channel + " " + text)));
    assertThat(heard)
        .containsExactlyInAnyOrder(
            Channel.STDOUT + " one\n", Channel.STDERR + " two\n", Channel.STDOUT + " thr€e");
    assertThat(result.stdout()).isEqualTo("... 11 bytes cut ...\n");
  }

  @Test
  void a_listener_that_throws_disturbs_nothing() throws Exception {
    ProcessSpec spec = shell("echo one; sleep 0.2; echo two");
    ProcessResult result =
        run(
            Processes.withListener(
                spec,
                (channel, text) -> {
                  throw new IllegalStateException("full");
                }));
    assertThat(result.isSuccess()).isTrue();
    assertThat(result.stdout()).isEqualTo("one\ntwo\n");
  }

  @Test
  void sixty_four_run_side_by_side() throws Exception {
    List<BackgroundRun> running =
        IntStream.range(0, 64)
            .mapToObj(i -> new BackgroundRun(runner, shell("sleep 0.5; echo $1", "n" + i)))
            .toList();
    for (int i = 0; i < running.size(); i++) {
      assertThat(running.get(i).await().stdout()).isEqualTo("n" + i + "\n");
    }
  }

  @Test
  void no_file_descriptor_is_left() throws Exception {
    run(shell("sleep 0.1"));
    long files = openFiles();
    for (int i = 0; i < 20; i++) {
      run(shell("echo x; echo y >&2"));
    }
    await().untilAsserted(() -> assertThat(openFiles()).isLessThanOrEqualTo(files + 3));
  }

  @Test
  void another_user_gets_home_and_name_and_groups() throws Exception {
    assumeRoot();
    ProcessResult result =
        run(Processes.withUser(shell("id -un; id -Gn; echo $USER $LOGNAME $HOME; pwd"), "daemon"));
    assertThat(result.stderr()).isEmpty();
    assertThat(result.stdout())
        .startsWith("daemon\ndaemon\ndaemon daemon /")
        .contains("/usr/sbin\n/usr/sbin\n");
  }

  @Test
  void the_tree_of_another_user_is_ended_too() throws Exception {
    assumeRoot();
    String mark = Processes.newMark();
    BackgroundRun process =
        new BackgroundRun(
            runner,
            Processes.withUser(marked(shell("setsid sleep 999 & sleep 999"), mark), "daemon"));
    await().until(() -> Processes.marked(mark).size() >= 2);
    process.cancel();
    assertThat(process.await().ending()).isEqualTo(Ending.CANCELLED);
    assertThat(Processes.marked(mark)).isEmpty();
  }

  @Test
  void a_program_that_the_other_user_may_not_execute_did_not_start() throws Exception {
    assumeRoot();
    Path program = program("private", "#!/bin/sh\n");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    assertNotStarted(
        Processes.withUser(spec(program.toString()), "daemon"),
        "cannot execute " + program + " as user daemon: Permission denied");
  }

  @Test
  void ones_own_user_needs_no_privilege() throws Exception {
    String me = run(spec("id", "-un")).stdout().strip();
    assertThat(run(Processes.withUser(spec("id", "-un"), me)).stdout().strip()).isEqualTo(me);
  }

  private ProcessResult run(ProcessSpec spec) {
    return runner.run(spec, cancel -> {});
  }

  private void assertNotStarted(ProcessSpec spec, String reason) {
    ProcessResult result = run(spec);
    assertThat(result.reason()).contains(reason);
    assertThat(result.ending()).isEqualTo(Ending.NOT_STARTED);
    assertThat(result.exitCode()).isEmpty();
    assertThat(result.isSuccess()).isFalse();
  }

  private Path program(String name, String text) throws Exception {
    Path file = Files.write(directory.resolve(name), text.getBytes(UTF_8));
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static String lines(String word) {
    StringBuilder lines = new StringBuilder();
    IntStream.range(0, 2000).forEach(i -> lines.append(word).append(' ').append(i).append('\n'));
    return lines.toString();
  }

  /** Most bytes that were in use since the last call. */
  private static long peakHeap() {
    List<MemoryPoolMXBean> pools =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .toList();
    long peak = pools.stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
    pools.forEach(MemoryPoolMXBean::resetPeakUsage);
    return peak;
  }

  private static long openFiles() throws Exception {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return files.count();
    }
  }

  private static void assumeRoot() {
    assumeTrue(
        Privileges.read(Path.of("/proc/self/status")).canSwitchUser(),
        "only root can run a program as another user");
  }
}
