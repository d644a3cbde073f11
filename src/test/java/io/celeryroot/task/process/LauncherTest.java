// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.celeryroot.task.spawn.Spawners;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is known before anything runs. */
class LauncherTest {

  private static final UserAccount OWN =
      UserAccount.parse("own:x:0:0:own:/own:/bin/own").orElseThrow();

  private static final Launcher.Tools TOOLS = Launcher.Tools.find("");

  @Test
  void another_user_needs_root() {
    Launcher launcher =
        new Launcher(Spawners.best(UTF_8), TOOLS, new Privileges("12345", false, false), Map.of());
    assertThatThrownBy(
            () -> launcher.command(Processes.withUser(Processes.spec("true"), "root"), "m"))
        .hasMessage("cannot run as user root: the worker is not root");
  }

  @Test
  void another_user_needs_setpriv() {
    Launcher.Tools without = new Launcher.Tools(TOOLS.setsid(), Optional.empty(), TOOLS.ofLimits());
    Launcher launcher =
        new Launcher(Spawners.best(UTF_8), without, new Privileges("12345", true, false), Map.of());
    assertThatThrownBy(
            () -> launcher.command(Processes.withUser(Processes.spec("true"), "root"), "m"))
        .hasMessage("cannot run as user root: no program setpriv (package util-linux)");
  }

  @Test
  void an_unknown_user_is_named() {
    Launcher launcher =
        new Launcher(Spawners.best(UTF_8), TOOLS, new Privileges("0", true, false), Map.of());
    assertThatThrownBy(
            () -> launcher.command(Processes.withUser(Processes.spec("true"), "no-such-user"), "m"))
        .hasMessage("no such user: no-such-user");
    assertThatThrownBy(
            () -> launcher.command(Processes.withUser(Processes.spec("true"), "-x"), "m"))
        .hasMessage("no such user: -x");
  }

  @Test
  void root_without_the_capabilities_cannot_switch_user() {
    assertThat(Privileges.parse("Uid:\t0\t0\t0\t0\nCapEff:\t00000000000000e0\n"))
        .isEqualTo(new Privileges("0", true, false));
    assertThat(Privileges.parse("Uid:\t0\t0\t0\t0\nCapEff:\t0000000000000060\n"))
        .isEqualTo(new Privileges("0", false, false));
    assertThat(Privileges.parse("Uid:\t7\t1000\t7\t7\nCapEff:\t00000000000000e0\n"))
        .isEqualTo(new Privileges("1000", false, false));
    assertThat(Privileges.read(Path.of("/no/such"))).isEqualTo(new Privileges("", false, false));
  }

  @Test
  void a_character_that_would_not_arrive_is_refused() {
    ProcessSpec spec = Processes.spec("echo", "ü");
    assertThatThrownBy(() -> Encodable.check(spec, US_ASCII))
        .hasMessage(
            "argument 1 has a character that US-ASCII lacks; start the worker with LC_ALL=C.UTF-8");
    assertThatCode(() -> Encodable.check(spec, UTF_8)).doesNotThrowAnyException();
  }

  @Test
  void a_nul_or_an_odd_variable_name_is_refused() {
    ProcessSpec spec = Processes.spec("true");
    assertThatThrownBy(() -> Encodable.check(Processes.spec("echo", "a", "b\0c"), UTF_8))
        .hasMessage("argument 2 holds a NUL character");
    assertThatThrownBy(() -> Encodable.check(Processes.spec("a\0b"), UTF_8))
        .hasMessage("the program name holds a NUL character");
    assertThatThrownBy(
            () -> Encodable.check(Processes.withEnvironment(spec, Map.of("A", "\0")), UTF_8))
        .hasMessage("environment variable A holds a NUL character");
    assertThatThrownBy(
            () -> Encodable.check(Processes.withEnvironment(spec, Map.of("A=B", "c")), UTF_8))
        .hasMessage("not a name of an environment variable: \"A=B\"");
  }

  @Test
  void the_environment_is_minimal_then_the_account_then_the_spec() {
    Map<String, String> worker =
        Map.of(
            "PATH",
            "/w",
            "HOME",
            "/w",
            "TMPDIR",
            "/w",
            "LC_ALL",
            "C",
            "REDIS_URL",
            "secret",
            "CL_CONFIG",
            "x");
    UserAccount account = UserAccount.parse("www:x:33:34:web:/var/www:").orElseThrow();
    Map<String, String> own =
        Map.of("USER", "own", "LOGNAME", "own", "SHELL", "/bin/own", "LC_ALL", "C");
    assertThat(ProcessEnvironment.of(worker, OWN, Optional.empty(), Map.of("PATH", "/s")))
        .containsAllEntriesOf(own)
        .contains(entry("PATH", "/s"), entry("HOME", "/w"), entry("TMPDIR", "/w"))
        .hasSize(7);
    assertThat(ProcessEnvironment.of(worker, OWN, Optional.of(account), Map.of()))
        .isEqualTo(
            Map.of(
                "PATH",
                ProgramSearch.STANDARD_PATH,
                "HOME",
                "/var/www",
                "USER",
                "www",
                "LOGNAME",
                "www",
                "SHELL",
                "/bin/sh",
                "LC_ALL",
                "C"));
    assertThat(ProcessEnvironment.of(Map.of(), OWN, Optional.empty(), Map.of()))
        .isEqualTo(
            Map.of(
                "PATH",
                ProgramSearch.STANDARD_PATH,
                "HOME",
                "/own",
                "USER",
                "own",
                "LOGNAME",
                "own",
                "SHELL",
                "/bin/own"));
  }

  @Test
  void a_spec_refuses_what_its_caller_got_wrong_and_prints_no_argument() {
    Duration second = Duration.ofSeconds(1);
    ProcessSpec spec = Processes.spec("x");
    assertThatIllegalArgumentException().isThrownBy(() -> Processes.spec());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Processes.withLimits(spec, second.negated(), second));
    assertThatIllegalArgumentException().isThrownBy(() -> Processes.withMaxOutput(spec, -1));
    assertThat(
            Processes.withEnvironment(Processes.spec("x", "secret"), Map.of("A", "secret"))
                .toString())
        .doesNotContain("secret");
  }

  @Test
  void a_timeout_of_ages_does_not_overflow() {
    assertThat(Deadline.in(Duration.ofSeconds(Long.MAX_VALUE)).hasPassed()).isFalse();
    assertThat(Deadline.in(Duration.ZERO).hasPassed()).isTrue();
  }
}
