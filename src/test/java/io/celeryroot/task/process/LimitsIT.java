// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import static io.celeryroot.task.process.Processes.shell;
import static io.celeryroot.task.process.Processes.withLimits;
import static io.celeryroot.task.process.Processes.withUser;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.celeryroot.config.limit.IoClass;
import io.celeryroot.config.limit.Limits;
import io.celeryroot.task.process.ProcessResult.Ending;
import io.celeryroot.task.spawn.Spawner;
import io.celeryroot.task.spawn.Spawners;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Each limit, shown by a program that runs into it. */
@ParameterizedClass
@MethodSource("spawners")
class LimitsIT {

  private static final long MEGABYTE = 1 << 20;

  private final ProcessRunner runner;

  LimitsIT(Spawner spawner) {
    this.runner = new ProcessRunner(Clock.systemUTC(), spawner, Launcher.Tools.find(""));
  }

  static List<Spawner> spawners() {
    return List.of(Spawners.best(UTF_8), Spawners.ofJdk());
  }

  @AfterEach
  void close() {
    runner.close();
  }

  @Test
  void a_program_that_uses_too_much_memory_is_ended_and_says_so() {
    String mark = Processes.newMark();
    // Two processes that are over the limit together only.
    String hungry = "x=$(head -c 40000000 /dev/zero | tr '\\0' x); sleep 999";
    ProcessSpec spec = shell("sh -c \"$1\" & sh -c \"$1\"; wait", hungry);

    ProcessResult result = run(withLimits(Processes.marked(spec, mark), memory(60 * MEGABYTE)));

    assertThat(result.ending()).isEqualTo(Ending.OVER_LIMIT);
    assertThat(result.reason()).contains("memory 60MB");
    assertThat(result.isSuccess()).isFalse();
    assertThat(Processes.marked(mark)).isEmpty();
  }

  @Test
  void a_program_within_its_memory_is_left_alone() {
    ProcessResult result = run(withLimits(shell("sleep 0.4; echo done"), memory(60 * MEGABYTE)));
    assertThat(result.stdout()).isEqualTo("done\n");
    assertThat(result.reason()).isEmpty();
  }

  @Test
  void a_program_that_uses_too_much_cpu_is_ended_and_says_so() {
    ProcessSpec busy =
        withLimits(shell("while :; do :; done"), Duration.ofSeconds(10), Duration.ZERO);
    ProcessResult result = run(withLimits(busy, limits(Optional.empty(), Optional.of(10))));
    assertThat(result.ending()).isEqualTo(Ending.OVER_LIMIT);
    assertThat(result.reason()).contains("cpu 10%");
    assertThat(result.duration()).isLessThan(Duration.ofSeconds(9));
  }

  @Test
  void a_fork_bomb_within_the_processes_of_its_user_ends_with_its_time() {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
    String mark = Processes.newMark();
    ProcessSpec bomb =
        withLimits(
            Processes.marked(
                withUser(
                    Processes.spec(
                        "prlimit", "--nproc=150", "bash", "-c", "b() { b | b & }; b; sleep 99"),
                    "daemon"),
                mark),
            Duration.ofSeconds(2),
            Duration.ofSeconds(1));

    ProcessResult result = run(bomb);

    assertThat(result.ending()).isEqualTo(Ending.TIMED_OUT);
    assertThat(Processes.marked(mark)).isEmpty();
    assertThat(run(shell("echo next")).stdout()).isEqualTo("next\n");
  }

  @Test
  void nice_and_io_class_are_set() {
    Limits limits = setting(Optional.of(7), Optional.of(IoClass.IDLE), null, null);
    ProcessResult result = run(withLimits(shell("nice; ionice -p $$"), limits));
    assertThat(result.stderr()).isEmpty();
    assertThat(result.stdout()).isEqualTo("7\nidle\n");
  }

  @Test
  void a_program_that_lowers_its_nice_value_or_asks_for_realtime_at_the_disks_is_refused() {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
    Limits limits = setting(Optional.of(7), Optional.of(IoClass.IDLE), null, null);
    String script =
        "renice -n 0 -p $$ >/dev/null 2>&1 && echo lowered; nice;"
            + " ionice -c 1 -p $$ 2>/dev/null && echo realtime; ionice -p $$; sh -c 'nice'";
    ProcessResult result = run(withLimits(withUser(shell(script), "daemon"), limits));
    assertThat(result.stdout()).isEqualTo("7\nidle\n7\n");
  }

  @Test
  void a_program_that_asks_for_more_rights_to_its_files_than_the_umask_leaves_gets_fewer() {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
    Limits limits = setting(Optional.empty(), Optional.empty(), "027", null);
    String script =
        "cd $(mktemp -d) && perl -e '"
            + "use Fcntl; sysopen(F, \"f\", O_CREAT|O_WRONLY, 0777) or die; mkdir(\"d\", 0777)';"
            + " stat -c %a f d; rm -r \"$PWD\"";
    ProcessResult result = run(withLimits(withUser(shell(script), "daemon"), limits));
    assertThat(result.stderr()).isEmpty();
    assertThat(result.stdout()).isEqualTo("750\n750\n");
  }

  @Test
  void umask_and_nofile_hold_also_for_another_user() {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
    Limits limits = setting(Optional.empty(), Optional.empty(), "027", 64);
    ProcessResult result =
        run(withLimits(withUser(shell("umask; ulimit -n; ulimit -Hn; id -un"), "daemon"), limits));
    assertThat(result.stderr()).isEmpty();
    assertThat(result.stdout()).isEqualTo("0027\n64\n64\ndaemon\n");
  }

  @Test
  void a_program_that_opens_too_many_files_fails() {
    Limits limits = setting(Optional.empty(), Optional.empty(), null, 32);
    ProcessResult result =
        run(
            withLimits(
                Processes.spec(
                    "bash", "-c", "set -e; for i in {1..64}; do exec {f}</dev/null; done"),
                limits));
    assertThat(result.isSuccess()).isFalse();
    assertThat(result.stderr()).contains("Too many open files");
  }

  @Test
  void a_limit_that_the_worker_may_not_set_is_a_program_that_did_not_start() {
    Limits limits = setting(Optional.empty(), Optional.empty(), null, 1 << 20);
    ProcessResult result = run(withLimits(shell("ulimit -n 4096; exit 5"), limits));
    assumeTrue(result.ending() != Ending.EXITED, "this machine lets us open a million files");
    assertThat(result.ending()).isEqualTo(Ending.NOT_STARTED);
    assertThat(result.reason()).contains("cannot set nofile 1048576: the worker lacks the right");
  }

  @Test
  void the_environment_arguments_and_session_are_as_without_limits() {
    Limits limits = setting(Optional.of(1), Optional.empty(), "022", null);
    String script = "echo \"$1|$2|$PATH\"; test \"$(ps -o sid= -p $$)\" -eq $$ && echo leader";
    ProcessSpec spec = shell(script, "a b", "");
    assertThat(run(withLimits(spec, limits)).stdout())
        .isEqualTo(run(spec).stdout())
        .endsWith("leader\n");
  }

  @Test
  void another_user_has_no_way_to_more_rights_unless_asked_for() {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
    ProcessSpec status =
        withUser(shell("grep -E '^(NoNewPrivs|CapBnd|CapEff):' /proc/self/status"), "daemon");
    assertThat(run(status).stdout())
        .isEqualTo("CapEff:\t0000000000000000\nCapBnd:\t0000000000000000\nNoNewPrivs:\t1\n");
    assertThat(run(Processes.withNewPrivileges(status)).stdout())
        .contains("NoNewPrivs:\t0\n")
        .doesNotContain("CapBnd:\t0000000000000000\n");
  }

  private static Limits memory(long bytes) {
    return limits(Optional.of(bytes), Optional.empty());
  }

  private static Limits limits(Optional<Long> memory, Optional<Integer> cpu) {
    return new Limits(
        memory, cpu, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static Limits setting(
      Optional<Integer> nice, Optional<IoClass> ioClass, String umask, Integer nofile) {
    return new Limits(
        Optional.empty(),
        Optional.empty(),
        nice,
        ioClass,
        Optional.ofNullable(umask),
        Optional.ofNullable(nofile));
  }

  private ProcessResult run(ProcessSpec spec) {
    return runner.run(spec, cancel -> {});
  }
}
