// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tasks start_services, stop_services and restart_services. */
class ServicesIT {

  private static final String UP = unit("active", "running", 10);
  private static final String UP_AGAIN = unit("active", "running", 20);
  private static final String DOWN = unit("inactive", "dead", 0);
  private static final String FAILED = unit("failed", "failed", 0);

  @TempDir Path home;
  private Host host;

  private static String unit(String active, String sub, int pid) {
    return "LoadState=loaded\nType=simple\nResult=success\nActiveState=%s\nSubState=%s\nMainPID=%d\n"
        .formatted(active, sub, pid);
  }

  @BeforeEach
  void a_host_with_systemd() throws Exception {
    host =
        Host.in(home)
            .has("systemctl", "systemctl")
            .state("system", "running\n")
            .state("unit-nginx", UP)
            .state("after-restart-nginx", UP_AGAIN)
            .state("after-stop-nginx", DOWN)
            .state("unit-ssh", DOWN)
            .state("after-start-ssh", UP)
            .state("after-restart-ssh", UP);
  }

  @Test
  void start_starts_what_is_down_and_leaves_what_is_up() throws Exception {
    Host.Result result = host.run("start_services", Map.of("services", "nginx ssh"));

    assertThat(result.exit()).as(result.err()).isZero();
    assertThat(result.out())
        .isEqualTo(
            """
            nginx: already active (running, pid 10)
            ssh: active (running, pid 10), was inactive (dead)
            """);
    assertThat(host.calls())
        .filteredOn(c -> c.contains("[start]"))
        .containsExactly("systemctl [--no-ask-password] [start] [--] [ssh]");
  }

  @Test
  void stop_stops_what_is_up_and_leaves_what_is_down() throws Exception {
    Host.Result result = host.run("stop_services", Map.of("services", "nginx ssh"));

    assertThat(result.exit()).isZero();
    assertThat(result.out())
        .isEqualTo(
            """
            nginx: inactive (dead), was active (running, pid 10)
            ssh: already inactive (dead)
            """);
  }

  @Test
  void restart_restarts_what_is_up_and_starts_what_is_down() throws Exception {
    Host.Result result = host.run("restart_services", Map.of("services", "nginx ssh"));

    assertThat(result.exit()).isZero();
    assertThat(result.out())
        .isEqualTo(
            """
            nginx: active (running, pid 20), was active (running, pid 10)
            ssh: active (running, pid 10), was inactive (dead)
            """);
  }

  @Test
  void a_failed_unit_is_started() throws Exception {
    host.state("unit-ssh", FAILED);

    assertThat(host.run("start_services", Map.of("services", "ssh")).exit()).isZero();
  }

  @Test
  void a_service_that_dies_soon_fails_the_task() throws Exception {
    host.state("later-ssh", FAILED);

    Host.Result result = host.run("start_services", Map.of("services", "ssh"));

    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.out()).contains("ssh: did not stay so, now failed (failed)");
    assertThat(result.err()).contains("log of ssh", "start failed: ssh");
  }

  @Test
  void a_oneshot_that_ran_to_its_end_is_well() throws Exception {
    host.state("after-start-ssh", DOWN.replace("simple", "oneshot"));

    assertThat(host.run("start_services", Map.of("services", "ssh")).exit()).isZero();
  }

  @Test
  void one_failing_service_does_not_keep_the_others_from_their_turn() throws Exception {
    host.state("says-restart-nginx", "Job for nginx.service failed.\n");

    Host.Result result = host.run("restart_services", Map.of("services", "nginx ssh"));

    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.out()).contains("nginx: restart failed", "ssh: active");
    assertThat(result.err())
        .contains("Job for nginx.service failed.", "log of nginx", "restart failed: nginx");
  }

  @Test
  void an_unknown_unit_is_named_before_anything_is_done() throws Exception {
    Host.Result result = host.run("restart_services", Map.of("services", "nginx ngnix"));

    assertThat(result.exit()).isEqualTo(4);
    assertThat(result.err()).contains("no such unit: ngnix; nothing was done");
    assertThat(host.calls()).noneMatch(call -> call.contains("[restart]"));
  }

  @Test
  void without_permission_the_message_says_the_fix() throws Exception {
    host.state(
        "says-restart-nginx",
        "Failed to restart nginx.service: Interactive authentication required.\n");

    Host.Result result = host.run("restart_services", Map.of("services", "nginx"));

    assertThat(result.exit()).isEqualTo(5);
    assertThat(result.err()).contains("run the worker as root, or allow its user by a polkit rule");
  }

  @ParameterizedTest
  @ValueSource(strings = {"offline\n", ""})
  void a_host_on_which_systemd_does_not_run_says_so(String system) throws Exception {
    host.state("system", system);

    Host.Result result = host.run("start_services", Map.of("services", "ssh"));

    assertThat(result.exit()).isEqualTo(3);
    assertThat(result.err()).contains("systemd does not run on this host");
  }

  @ParameterizedTest
  @ValueSource(strings = {"degraded\n", "starting\n", "maintenance\n"})
  void a_degraded_system_is_served(String system) throws Exception {
    host.state("system", system);

    assertThat(host.run("start_services", Map.of("services", "ssh")).exit()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-H evil",
        "--root=/",
        "a;touch pwned",
        "$(touch pwned)",
        "*",
        "a/b",
        "ssh\n--force",
        "poweroff.target",
        "system.slice",
        "systemd-reboot",
        "systemd-suspend-then-hibernate.service",
        "emergency.service",
        ""
      })
  void hostile_names_do_nothing_even_when_nobody_checked_them(String name) throws Exception {
    Host.Result result = host.runUnchecked("restart_services", Map.of("services", name));

    assertThat(result.exit()).isEqualTo(2);
    assertThat(host.calls()).isEmpty();
    assertThat(host.work()).isEmptyDirectory();
  }
}
