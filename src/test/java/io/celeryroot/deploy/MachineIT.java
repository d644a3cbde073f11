// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Life cycle of the Debian package and its units on a machine with a real systemd. */
@Tag("image")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class MachineIT {

  private static final String CL_YAML =
      """
      redis: redis://localhost:6379/0
      workers: {web: {hostnames: [web01]}}
      tasks:
        hold: {script: "sleep 5; echo held"}
        upgrade_itself: {script: "dpkg -i /root/celeryroot.deb"}
        remove_itself: {script: "dpkg -r celeryroot"}
      schedules: {}
      """;

  private static Machine machine;

  @BeforeAll
  static void boot() {
    Programs.needRoot();
    Programs.need("debootstrap", "systemd-nspawn", "nsenter");
    machine = Machine.boot();
  }

  @AfterAll
  static void shutDown() {
    if (machine != null) {
      machine.close();
    }
  }

  private static String ok(String line) {
    Programs.Ended ended = machine.run(line);
    assertThat(ended.exitCode()).as("%s:%n%s", line, ended.output()).isZero();
    return ended.output();
  }

  private static String state(String unit, String property) {
    return ok("systemctl show --value -p %s celeryroot-%s".formatted(property, unit)).strip();
  }

  private static String ownerOf(String unit) {
    return ok("stat -c %U /proc/" + state(unit, "MainPID")).strip();
  }

  @Test
  @Order(1)
  void the_package_starts_nothing_and_its_file_is_valid_and_not_for_everyone() {
    assertThat(state("beat", "ActiveState")).isEqualTo("inactive");
    assertThat(state("worker", "ActiveState")).isEqualTo("inactive");
    assertThat(ok("cl config validate")).contains("valid");
    assertThat(ok("stat -c '%U:%G %a' /etc/celeryroot /etc/celeryroot/cl.yaml"))
        .isEqualTo("root:celeryroot 750\nroot:celeryroot 640\n");
    assertThat(ok("stat -c '%U:%G %a' /etc/default/celeryroot")).isEqualTo("root:root 600\n");
    assertThat(ok("ls /usr/share/celeryroot/lib/cds")).contains("service-", "command-");
  }

  @Test
  @Order(2)
  void beat_runs_without_root_the_worker_as_root_and_both_notify_systemd() throws IOException {
    Files.writeString(machine.root().resolve("etc/celeryroot/cl.yaml"), CL_YAML);

    ok("systemctl enable --now celeryroot-beat celeryroot-worker");

    assertThat(state("beat", "ActiveState")).isEqualTo("active");
    assertThat(ownerOf("beat")).isEqualTo("celeryroot");
    assertThat(ownerOf("worker")).isEqualTo("root");
    assertThat(ok("cl task status --host")).contains("BEAT", "WORKER", "web01");
    assertThat(ok("cl task ping -t web --wait")).contains("web01: ok");
    assertThat(
            ok(
                "cl task restart_services redis-server -t web --wait || sleep 5; cl task ping -t web --wait"))
        .contains("web01: ok");
    assertThat(ok("journalctl --no-pager -u celeryroot-beat -u celeryroot-worker"))
        .doesNotContain("Failed with result", "systemd-notify");
  }

  @Test
  @Order(3)
  void stop_lets_the_running_job_end() {
    ok("cl task hold -t web");
    await("running").until(() -> ok("cl task list").contains("running"));

    ok("systemctl stop celeryroot-worker");

    assertThat(state("worker", "Result")).isEqualTo("success");
    assertThat(state("worker", "ExecMainStatus")).isEqualTo("0");
    assertThat(ok("cl task list")).contains("1 ok").doesNotContain("running");
    ok("systemctl start celeryroot-worker");
  }

  @Test
  @Order(4)
  void what_is_killed_comes_back() {
    String before = state("beat", "MainPID");

    ok("kill -9 " + before);

    await("back")
        .atMost(Duration.ofSeconds(60))
        .until(() -> state("beat", "ActiveState").equals("active"));
    assertThat(state("beat", "MainPID")).isNotEqualTo(before);
  }

  @Test
  @Order(5)
  void an_upgrade_keeps_the_file_and_restarts_running_services() {
    String before = state("worker", "MainPID");

    ok("dpkg -i /root/celeryroot.deb");

    assertThat(state("worker", "MainPID")).isNotEqualTo(before).isNotEqualTo("0");
    assertThat(ok("cat /etc/celeryroot/cl.yaml")).isEqualTo(CL_YAML);
    assertThat(ok("stat -c '%U:%G %a' /etc/celeryroot/cl.yaml")).isEqualTo("root:celeryroot 640\n");
  }

  @Test
  @Order(6)
  void a_job_can_upgrade_the_worker_that_runs_it_but_not_remove_it() {
    String before = state("worker", "MainPID");

    assertThat(ok("cl task upgrade_itself -t web --wait --timeout 5m")).contains("web01: ok");
    Programs.Ended removed = machine.run("cl task remove_itself -t web --wait --timeout 5m");

    assertThat(state("worker", "MainPID")).isEqualTo(before);
    assertThat(removed.exitCode()).isEqualTo(1);
    assertThat(ok("dpkg-query -W -f '${db:Status-Status}' celeryroot")).isEqualTo("installed");
  }

  @Test
  @Order(7)
  void a_worker_without_root_runs_the_tasks_that_need_none() throws IOException {
    Path dropIns =
        Files.createDirectories(
            machine.root().resolve("etc/systemd/system/celeryroot-worker.service.d"));
    Files.copy(
        Path.of("deploy/systemd/worker-without-root.conf"), dropIns.resolve("without-root.conf"));

    ok("systemctl daemon-reload && systemctl restart celeryroot-worker");

    assertThat(ownerOf("worker")).isEqualTo("celeryroot");
    for (String task :
        new String[] {
          "ping",
          "uptime",
          "disk_usage",
          "backup_database redis --param directory=/var/lib/celeryroot/backups"
        }) {
      assertThat(ok("cl task " + task + " -t web --wait")).contains("web01: ok");
    }
    assertThat(machine.run("cl task install hello -t web --wait").output()).contains("needs root");
  }

  @Test
  @Order(8)
  void removal_stops_all_and_keeps_the_file_and_a_purge_deletes_it() {
    ok("dpkg -r celeryroot");

    assertThat(ok("systemctl is-active celeryroot-beat celeryroot-worker || :"))
        .isEqualTo("inactive\ninactive\n");
    assertThat(ok("cat /etc/celeryroot/cl.yaml")).isEqualTo(CL_YAML);
    assertThat(machine.root().resolve("usr/share/celeryroot")).doesNotExist();

    ok("dpkg --purge celeryroot");

    for (String gone :
        new String[] {
          "etc/celeryroot",
          "etc/default/celeryroot",
          "var/lib/celeryroot",
          "etc/systemd/system/multi-user.target.wants/celeryroot-beat.service",
          "etc/systemd/system/multi-user.target.wants/celeryroot-worker.service"
        }) {
      assertThat(machine.root().resolve(gone)).doesNotExist();
    }
  }
}
