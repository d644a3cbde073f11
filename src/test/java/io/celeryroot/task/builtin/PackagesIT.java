// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tasks install, remove and upgrade. */
class PackagesIT {

  @TempDir Path home;
  private Host host;

  @BeforeEach
  void a_host_with_two_packages() throws Exception {
    host =
        Host.in(home)
            .state("installed", "curl 7.1-1\nvim 9.0-1\n")
            .state("available", "curl 7.2-1\nvim 9.0-1\nnginx 1.22-1\ng++ 12-1\n");
  }

  private void apt() throws Exception {
    host.has("apt-get", "package-manager")
        .has("dpkg-query", "dpkg-query")
        .has("apt-cache", "apt-cache");
  }

  private void rpm(String manager) throws Exception {
    host.has(manager, "package-manager").has("rpm", "rpm");
  }

  @Test
  void install_prints_what_was_installed() throws Exception {
    apt();

    Host.Result result = host.run("install", Map.of("packages", "nginx g++"));

    assertThat(result.exit()).as(result.err()).isZero();
    assertThat(result.out())
        .contains("installed: nginx 1.22-1", "installed: g++ 12-1", "2 packages changed");
    assertThat(host.calls().get(1))
        .contains("[-y]", "[DPkg::Lock::Timeout=600]", "[Dpkg::Options::=--force-confold]")
        .endsWith("[install] [--no-remove] [--] [nginx] [g++]");
  }

  @Test
  void install_leaves_an_installed_package_at_its_version() throws Exception {
    apt();

    Host.Result result = host.run("install", Map.of("packages", "curl"));

    assertThat(result.exit()).isZero();
    assertThat(result.out()).isEqualTo("already installed: curl 7.1-1\n");
    assertThat(host.calls()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"curl+", "v.m", "nosuch"})
  void a_name_that_apt_would_take_for_something_else_is_no_package(String name) throws Exception {
    apt();

    Host.Result result = host.run("install", Map.of("packages", "nginx " + name));

    assertThat(result.exit()).isEqualTo(4);
    assertThat(result.err()).contains("no such package: " + name + "; nothing was done");
    assertThat(host.calls()).hasSize(1).allMatch(call -> call.endsWith("[update]"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"vim-", "vim:amd64-", "vim:amd64+", "vim=9.0-", "vim=9.0+", "vim=", "a=b=c", "-y"})
  void a_trick_of_apt_is_refused_before_anything_is_refreshed(String name) throws Exception {
    apt();

    for (String task : new String[] {"install", "remove", "upgrade"}) {
      Host.Result result = host.runUnchecked(task, Map.of("packages", "vim " + name));

      assertThat(result.exit()).isEqualTo(2);
      assertThat(result.err()).contains("not a package name: \"" + name + "\"");
    }
    assertThat(host.calls()).isEmpty();
  }

  @Test
  void a_kind_of_zypper_is_no_package() throws Exception {
    rpm("zypper");

    Host.Result result = host.runUnchecked("install", Map.of("packages", "pattern:lamp_server"));

    assertThat(result.exit()).isEqualTo(2);
    assertThat(host.calls()).isEmpty();
  }

  @Test
  void remove_prints_what_was_removed_and_forgives_what_is_not_there() throws Exception {
    apt();

    Host.Result result = host.run("remove", Map.of("packages", "vim nosuch"));

    assertThat(result.exit()).isZero();
    assertThat(result.out()).contains("not installed: nosuch", "removed: vim 9.0-1");
    assertThat(host.calls()).singleElement().asString().endsWith("[remove] [--] [vim]");
  }

  @Test
  void upgrade_prints_the_version_before_and_after() throws Exception {
    apt();

    Host.Result result = host.run("upgrade", Map.of());

    assertThat(result.exit()).as(result.err()).isZero();
    assertThat(result.out()).contains("changed: curl 7.1-1 -> 7.2-1", "1 package changed");
    assertThat(host.calls().get(1)).endsWith("[upgrade] [--with-new-pkgs]");
  }

  @Test
  void upgrade_of_a_package_that_is_not_installed_does_nothing() throws Exception {
    apt();

    Host.Result result = host.run("upgrade", Map.of("packages", "curl nginx"));

    assertThat(result.exit()).isEqualTo(4);
    assertThat(result.err()).contains("not installed: nginx", "install");
    assertThat(host.calls()).isEmpty();
  }

  @Test
  void upgrade_with_old_package_lists_upgrades_and_fails() throws Exception {
    apt();
    host.state("exit-update", "100");

    Host.Result result = host.run("upgrade", Map.of());

    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.out()).contains("changed: curl 7.1-1 -> 7.2-1");
    assertThat(result.err()).contains("could not refresh all of its package lists");
  }

  @Test
  void install_with_old_package_lists_succeeds_and_says_so() throws Exception {
    apt();
    host.state("exit-update", "100");

    Host.Result result = host.run("install", Map.of("packages", "nginx"));

    assertThat(result.exit()).isZero();
    assertThat(result.err()).contains("could not refresh all of its package lists");
  }

  @Test
  void a_taken_lock_of_the_lists_is_waited_for() throws Exception {
    apt();
    host.state("busy-update", "1\n2\n3\n");

    Host.Result result = host.run("install", Map.of("packages", "nginx"));

    assertThat(result.exit()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(host.calls()).filteredOn(call -> call.equals("sleep [10]")).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"apt-get", "zypper", "dnf"})
  void a_failing_package_manager_fails_the_task_and_shows_its_reasons(String manager)
      throws Exception {
    apt();
    if (!manager.equals("apt-get")) {
      Files.delete(home.resolve("bin/apt-get"));
      rpm(manager);
    }
    host.state("says-install", "disk is full\n").state("exit-install", "8");

    Host.Result result = host.run("install", Map.of("packages", "nginx"));

    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.out()).contains("disk is full", "no packages changed");
    assertThat(result.err()).contains(manager + " install failed with exit status 8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"zypper", "dnf"})
  void rpm_hosts_install_remove_and_upgrade(String manager) throws Exception {
    rpm(manager);

    Host.Result install = host.run("install", Map.of("packages", "nginx curl"));
    Host.Result remove = host.run("remove", Map.of("packages", "vim"));
    Host.Result upgrade = host.run("upgrade", Map.of("packages", "curl"));

    assertThat(install.out()).contains("already installed: curl 7.1-1", "installed: nginx 1.22-1");
    assertThat(remove.out()).contains("removed: vim 9.0-1");
    assertThat(upgrade.out()).contains("changed: curl 7.1-1 -> 7.2-1");
    assertThat(List.of(install.exit(), remove.exit(), upgrade.exit())).containsOnly(0);
    assertThat(host.calls())
        .filteredOn(call -> !call.endsWith("[refresh]"))
        .satisfiesExactly(
            call -> assertThat(call).matches(manager + ".* \\[install] .*\\[--] \\[nginx]"),
            call -> assertThat(call).matches(manager + ".* \\[remove] \\[--] \\[vim]"),
            call ->
                assertThat(call).matches(manager + ".* \\[(update|upgrade)] .*\\[--] \\[curl]"));
  }

  @Test
  void zypper_that_wants_a_reboot_has_succeeded() throws Exception {
    rpm("zypper");
    host.state("exit-update", "102");

    Host.Result result = host.run("upgrade", Map.of());

    assertThat(result.exit()).isZero();
    assertThat(result.out()).contains("reboot required");
  }

  @Test
  void zypper_and_dnf_without_such_a_package_say_so() throws Exception {
    rpm("dnf");
    host.state("says-install", "Error: Unable to find a match: nosuch\n")
        .state("exit-install", "1");
    Host.Result dnf = host.run("install", Map.of("packages", "nosuch"));
    rpm("zypper");
    host.state("exit-install", "104");
    Host.Result zypper = host.run("install", Map.of("packages", "nosuch"));

    assertThat(dnf.exit()).isEqualTo(4);
    assertThat(zypper.exit()).isEqualTo(4);
    assertThat(zypper.err()).contains("no such package among: nosuch");
  }

  @ParameterizedTest
  @ValueSource(strings = {"install", "remove", "upgrade"})
  void without_root_the_message_says_the_fix(String task) throws Exception {
    apt();
    host.state("user", "celery");
    String name = task.equals("install") ? "nginx" : "curl";

    Host.Result result = host.run(task, Map.of("packages", name));

    assertThat(result.exit()).isEqualTo(5);
    assertThat(result.err())
        .isEqualTo(task + " needs root, the worker runs as celery; fix: run the worker as root\n");
    assertThat(host.calls()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"install", "remove", "upgrade", "check_security_updates"})
  void without_a_package_manager_the_message_says_what_was_looked_for(String task)
      throws Exception {
    assumeTrue(
        Stream.of("/usr/sbin/", "/sbin/")
            .flatMap(dir -> Stream.of("apt-get", "zypper", "dnf").map(p -> Path.of(dir + p)))
            .noneMatch(Files::exists),
        "this machine has a package manager in sbin, which the scripts add to the PATH");

    Host.Result result =
        host.run(task, task.startsWith("check") ? Map.of() : Map.of("packages", "nginx"));

    assertThat(result.exit()).isEqualTo(3);
    assertThat(result.err())
        .contains("no package manager on the PATH: looked for apt-get, zypper, dnf");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-rf",
        "--root=/",
        "a;touch pwned",
        "$(touch pwned)",
        "`touch pwned`",
        "*",
        "a/b",
        "\\",
        "a\n-b",
        ""
      })
  void hostile_names_do_nothing_even_when_nobody_checked_them(String name) throws Exception {
    apt();

    Host.Result result = host.runUnchecked("install", Map.of("packages", name));

    assertThat(result.exit()).isEqualTo(2);
    assertThat(host.calls()).isEmpty();
    assertThat(host.work()).isEmptyDirectory();
  }

  @Test
  void a_package_is_really_installed_and_removed() throws Exception {
    assumeTrue(succeeds("/bin/sh", "-c", "test $(id -u) = 0"), "needs root");
    assumeTrue(Files.exists(Path.of("/usr/bin/apt-get")), "needs apt-get");
    assumeTrue(
        !succeeds("dpkg-query", "-W", "hello"),
        "the package hello is installed here, so this test leaves it alone");
    assumeTrue(
        succeeds(
            "sh",
            "-c",
            "apt-get -qq -o Acquire::http::Timeout=5 -o Acquire::Retries=0 -o APT::Update::Error-Mode=any update"),
        "needs package lists that can be fetched");

    Host.Result install = host.real("install", Map.of("packages", "hello"));
    Host.Result again = host.real("install", Map.of("packages", "hello"));
    Host.Result remove = host.real("remove", Map.of("packages", "hello"));

    assertThat(install.out()).containsPattern("installed: hello \\d");
    assertThat(again.out()).containsPattern("^already installed: hello \\d");
    assertThat(remove.out()).containsPattern("removed: hello \\d");
    assertThat(List.of(install.exit(), again.exit(), remove.exit())).containsOnly(0);
  }

  private static boolean succeeds(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (process.waitFor(60, TimeUnit.SECONDS)) {
      return process.exitValue() == 0;
    }
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    return false;
  }
}
