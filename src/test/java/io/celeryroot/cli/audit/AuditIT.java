// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.cli.Cl;
import io.celeryroot.job.Keys;
import io.celeryroot.queue.audit.AuditEntry;
import io.celeryroot.queue.audit.AuditLog;
import io.celeryroot.redis.Redis;
import io.celeryroot.testing.TestRedis;
import io.celeryroot.view.Terminal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class AuditIT {

  @RegisterExtension static final TestRedis server = TestRedis.shared();

  @TempDir private Path directory;
  private Redis redis;
  private Cl cl;

  @BeforeEach
  void makeSite() {
    redis = server.redis();
    cl =
        new Cl(directory)
            .file(
                "cl.yaml",
                """
                redis: {url: "%s"}
                workers: {web: {hostnames: [web01]}}
                tasks:
                  login:
                    command: ["true", "{user}", "{password}"]
                    params: {user: {}, password: {secret: true}}
                schedules:
                  nightly: {cron: "0 2 * * *", task: ping, targets: [web]}
                """
                    .formatted(server.url()))
            .clock(Clock.systemUTC())
            .env("USER", "ann")
            .env("CL_HOSTNAME", "desk1")
            .env("SSH_CONNECTION", "192.0.2.7 50022 192.0.2.1 22");
  }

  @Test
  void a_command_that_changes_something_leaves_who_did_what_from_where_and_how_it_ended() {
    Instant before = redis.serverTime().minusSeconds(1);
    cl.run("schedule", "pause", "nightly", "--reason", "new disk");

    assertThat(entries())
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.at()).isAfter(before);
              assertThat(entry.who()).isEqualTo("ann");
              assertThat(entry.host()).isEqualTo("desk1");
              assertThat(entry.from()).isEqualTo("192.0.2.7");
              assertThat(entry.command()).isEqualTo("schedule pause nightly --reason 'new disk'");
              assertThat(entry.target()).isEqualTo("nightly");
              assertThat(entry.exitCode()).isZero();
            });
    assertThat(cl.run("audit").out())
        .containsPattern("ann +desk1 +192.0.2.7 +0 +cl schedule pause nightly --reason 'new disk'");
  }

  @Test
  void on_a_narrow_terminal_the_command_and_the_addresses_stay_whole() {
    cl.terminal(new Terminal(true, true, true, 80, false)).env("CL_HOSTNAME", "desk1.example.org");
    cl.run("schedule", "pause", "nightly", "--reason", "new disk");
    assertThat(cl.run("audit").out())
        .containsPattern("ann +desk1.example.org +192.0.2.7 +0")
        .contains("cl schedule pause nightly --reason 'new disk'");

    cl.run("queue", "pause", "web");
    assertThat(cl.run("audit", "--command", "queue").out().lines()).hasSize(2);
    assertThat(cl.run("audit").out().lines()).hasSize(6).allMatch(line -> line.length() <= 80);
  }

  @Test
  void sudo_does_not_hide_the_person() {
    cl.env("USER", "root").env("SUDO_USER", "bob").run("queue", "pause", "web");

    assertThat(entries()).singleElement().extracting(AuditEntry::who).isEqualTo("bob");
    assertThat(cl.run("queue", "list").out()).contains("paused by bob@desk1");
  }

  @Test
  void secrets_are_masked_however_they_are_given() {
    cl.run("task", "login", "ann", "s3cret", "--targets", "web");
    cl.run("task", "login", "-p", "password=s3cret", "-puser=ann", "-t", "web01");
    cl.run("task", "login", "-ppassword=s3cret", "-t", "web01");
    cl.run("task", "run", "login", "--param=password=s3cret", "-t", "web01");
    cl.run("task", "retry", "nothing", "-p", "password=s3cret");

    assertThat(entries()).hasSize(5);
    assertThat(entries())
        .allSatisfy(
            entry ->
                assertThat(entry.command() + entry.target())
                    .contains("***")
                    .doesNotContain("s3cret"));
    assertThat(entries().get(4).command()).contains("login ann '***' --targets web");
    assertThat(entries().get(4).target()).isEqualTo("web");
  }

  @Test
  void a_command_that_failed_after_it_was_connected_is_there_with_its_exit_code() {
    cl.run("schedule", "pause", "nothing");
    cl.run("task", "cancel", "nothing");
    cl.run("schedule", "pause");

    assertThat(entries()).extracting(AuditEntry::exitCode).containsExactly(4, 4);
  }

  @Test
  void what_changes_nothing_leaves_no_entry() {
    cl.run("task", "status");
    cl.run("queue", "list");
    cl.run("audit");
    cl.run("task", "ping", "-t", "web", "--dry-run");
    cl.run("schedule", "run", "nightly", "--missed", "--dry-run");

    assertThat(entries()).isEmpty();
  }

  @Test
  void a_log_that_cannot_be_written_is_a_warning_and_nothing_else() {
    redis.jedis().set(Keys.AUDIT, "x");

    Cl.Ended ended = cl.run("schedule", "pause", "nightly");

    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out()).isEqualTo("nightly: paused\n");
    assertThat(ended.err()).startsWith("cl: not in the audit log: ").contains("cl:audit");
  }

  @Test
  void entries_are_found_by_person_command_and_age() {
    cl.run("schedule", "pause", "nightly");
    cl.env("USER", "bob").run("schedule", "resume", "nightly");
    assertThat(cl.run("audit", "--who", "bob", "-o", "json").out())
        .contains("\"schedule resume nightly\"")
        .doesNotContain("schedule pause");
    assertThat(cl.run("audit", "--command", "schedule pause").out())
        .contains("cl schedule pause nightly")
        .doesNotContain("resume");
    assertThat(cl.run("audit", "--limit", "1").out()).contains("resume").doesNotContain("pause n");
    assertThat(cl.run("audit", "--since", "1h").out()).contains("pause", "resume");
    assertThat(cl.run("audit", "--limit", "0").exitCode()).isEqualTo(2);
  }

  @Test
  void the_log_stays_bounded() {
    AuditLog log = new AuditLog(redis);
    AuditEntry entry = new AuditEntry(Instant.EPOCH, "ann", "desk1", "", "x", "", 0);
    for (int i = 0; i < 11_000; i++) {
      log.write(entry);
    }

    assertThat(redis.jedis().xlen(Keys.AUDIT)).isBetween(10_000L, 10_200L);
    assertThat(log.read(Instant.EPOCH, any -> true, 2000)).hasSize(2000);
  }

  private List<AuditEntry> entries() {
    return new AuditLog(redis).read(Instant.EPOCH, entry -> true, 100);
  }
}
