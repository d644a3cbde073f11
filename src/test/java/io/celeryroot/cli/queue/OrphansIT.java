// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.cli.Cl;
import io.celeryroot.monitor.Orphans;
import io.celeryroot.testing.TestRedis;
import io.celeryroot.testing.TestSite;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What names that a file does not have any more left in Redis. */
final class OrphansIT {

  @RegisterExtension static final TestRedis server = TestRedis.shared();

  @TempDir Path directory;

  private Cl cl;
  private String text;

  @BeforeEach
  void noteAsBeatDoes() {
    text =
        """
        redis: %s
        workers:
          web: {hostnames: [web01, web02]}
          old: {hostnames: [old01]}
        schedules:
          nightly: {cron: "0 2 * * *", task: ping, targets: [web]}
        """
            .formatted(server.url());
    cl = new Cl(directory).clock(Clock.systemUTC()).file("cl.yaml", text);
    new Orphans(server.redis(), TestSite.config(text)).noteQueues();
  }

  private void change(String from, String to) {
    cl.file("before.yaml", text).file("cl.yaml", text.replace(from, to));
  }

  @Test
  void nothing_is_left_while_names_stay() {
    cl.run("task", "ping", "--targets", "web,old");

    assertThat(cl.run("queue", "list").err()).isEmpty();
    assertThat(cl.run("config", "validate", "--live").err()).isEmpty();
  }

  @Test
  void a_role_that_is_gone_leaves_its_jobs() {
    cl.run("task", "ping", "--targets", "old");
    change("  old: {hostnames: [old01]}\n", "");
    String told =
        "queue old_tasks: holds 1 job and 0 dead letters of role old, which the file does not"
            + " have; fix: keep a role with \"queue: old_tasks\" until it is empty";

    assertThat(cl.run("queue", "list").err()).isEqualTo("cl: " + told + "\n");
    assertThat(cl.run("queue", "list", "-o", "json").out()).startsWith("[");
    assertThat(cl.run("config", "validate", "--live").err()).contains(told);
    assertThat(cl.run("config", "diff", "before.yaml").out()).contains("LEFT IN REDIS", told);
    assertThat(cl.run("config", "diff", "before.yaml", "-o", "json").out())
        .contains("\"kind\": \"queue\"", "\"name\": \"old_tasks\"");
    assertThat(cl.run("config", "diff", "before.yaml", "--markdown").out())
        .contains("- queue old\\_tasks: holds 1 job");
  }

  @Test
  void an_empty_queue_of_a_role_that_is_gone_is_not_told() {
    change("  old: {hostnames: [old01]}\n", "");

    assertThat(cl.run("queue", "list").err()).isEmpty();
  }

  @Test
  void a_host_that_is_gone_leaves_its_jobs() {
    cl.run("task", "ping", "--targets", "web02");
    change("[web01, web02]", "[web01]");

    assertThat(cl.run("queue", "list").err())
        .contains("host {web_tasks}.web02: holds 1 job, but the host is not in role web");
  }

  @Test
  void a_schedule_with_another_name_is_told_when_the_old_one_was_paused() {
    cl.run("schedule", "pause", "nightly");
    change("nightly:", "at_night:");

    assertThat(cl.run("config", "diff", "before.yaml").out())
        .contains(
            "schedule nightly: is paused, and its pause stays with this name; fix: pause what takes"
                + " its place: cl schedule pause NAME");
  }
}
