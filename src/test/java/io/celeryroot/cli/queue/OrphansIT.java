// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.cli.Cl;
import io.celeryroot.job.Job;
import io.celeryroot.job.JsonReader;
import io.celeryroot.job.Target;
import io.celeryroot.monitor.Orphans;
import io.celeryroot.queue.line.QueueReader;
import io.celeryroot.testing.TestRedis;
import io.celeryroot.testing.TestSite;
import io.celeryroot.text.Json;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
            + " have; fix: cl queue move old_tasks ROLE, or keep a role with \"queue: old_tasks\" until it is empty";

    assertThat(cl.run("queue", "list").err()).isEqualTo("cl: " + told + "\n");
    assertThat(cl.run("queue", "list", "-o", "json").out()).startsWith("[");
    assertThat(cl.run("config", "validate", "--live").err()).contains(told);
    assertThat(cl.run("config", "diff", "before.yaml").out()).contains("LEFT IN REDIS", told);
    assertThat(cl.run("config", "diff", "before.yaml", "-o", "json").out())
        .contains("\"kind\": \"queue\"", "\"name\": \"old_tasks\"");
    assertThat(cl.run("config", "diff", "before.yaml", "-o", "markdown").out())
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
  void jobs_of_a_renamed_role_move_to_it_in_their_order() {
    cl.run("task", "ping", "--targets", "old");
    cl.run("task", "disk_usage", "90", "--targets", "old");
    server.redis().jedis().lpush("{old_tasks}:dead", "{\"id\": \"d1\", \"role\": \"old\"}");
    change("  old: {hostnames: [old01]}\n", "  new: {hostnames: [old01]}\n");

    Cl.Ended ended = cl.run("queue", "move", "old_tasks", "new");

    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out()).isEqualTo("moved 2 jobs and 1 dead letter to role new\n");
    assertThat(tasks("new", "new_tasks", "old01")).containsExactly("ping", "disk_usage");
    assertThat(cl.run("queue", "list").err()).isEmpty();
    assertThat(cl.run("queue", "dead", "new").out()).contains("d1");
    assertThat(cl.run("queue", "move", "old_tasks", "new").out()).startsWith("moved 0 jobs");
  }

  @Test
  void jobs_that_were_moved_can_be_moved_back() {
    cl.run("task", "ping", "--targets", "old");
    change("[web01, web02]", "[web01, old01]");
    cl.run("queue", "move", "old", "web");
    assertThat(tasks("web", "web_tasks", "old01")).containsExactly("ping");

    cl.run("queue", "move", "web", "old", "--host", "old01");

    assertThat(tasks("old", "old_tasks", "old01")).containsExactly("ping");
    assertThat(tasks("web", "web_tasks", "old01")).isEmpty();
  }

  @Test
  void a_move_that_broke_off_between_two_lists_makes_one_job() {
    cl.run("task", "ping", "--targets", "old");
    change("  old: {hostnames: [old01]}\n", "  new: {hostnames: [old01]}\n");
    String message = server.redis().jedis().lindex("{old_tasks}.old01", 0);
    cl.run("queue", "move", "old_tasks", "new");
    server.redis().jedis().lpush("{old_tasks}.old01", message);

    cl.run("queue", "move", "old_tasks", "new");

    assertThat(tasks("new", "new_tasks", "old01")).containsExactly("ping");
  }

  @Test
  void jobs_of_a_host_that_is_gone_move_to_another() {
    cl.run("task", "ping", "--targets", "web02");
    change("[web01, web02]", "[web01, web03]");

    Cl.Ended same = cl.run("queue", "move", "web", "web", "--host", "web02");
    Cl.Ended unknown =
        cl.run("queue", "move", "web", "web", "--host", "web02", "--to-host", "web04");
    Cl.Ended good = cl.run("queue", "move", "web", "web", "--host", "web02", "--to-host", "web03");

    assertThat(same.exitCode()).isEqualTo(2);
    assertThat(same.err()).contains("web_tasks is the queue of role web");
    assertThat(unknown.err()).contains("host web04 is not in role web");
    assertThat(good.out()).isEqualTo("moved 1 job and 0 dead letters to role web\n");
    assertThat(tasks("web", "web_tasks", "web03")).containsExactly("ping");
  }

  @Test
  void jobs_for_a_host_that_the_other_role_does_not_have_stay() {
    cl.run("task", "ping", "--targets", "old");
    change("  old: {hostnames: [old01]}\n", "");

    Cl.Ended ended = cl.run("queue", "move", "old_tasks", "web");

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.err())
        .contains(
            "1 job for host old01: left, since it is not in role web; fix: --host old01 --to-host HOST");
    assertThat(server.redis().jedis().llen("{old_tasks}.old01")).isEqualTo(1);
  }

  @Test
  void a_dead_letter_for_a_host_that_the_role_does_not_have_is_not_requeued() {
    cl.run("task", "ping", "--targets", "old");
    String message = server.redis().jedis().rpop("{old_tasks}.old01");
    Map<String, String> letter =
        Map.of("id", "d1", "role", "old", "host", "old01", "message", message);
    server.redis().jedis().lpush("{old_tasks}:dead", Json.line(letter));
    cl.run("queue", "move", "old", "web");

    Cl.Ended ended = cl.run("queue", "requeue", "d1");

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.err())
        .contains(
            "d1@1970-01-01T00:00:00Z: not requeued, since no role with the queue web_tasks has the"
                + " host old01; fix: add the host to it, or: cl queue move web_tasks ROLE");
    assertThat(server.redis().jedis().exists("{web_tasks}.old01")).isFalse();
    cl.run("queue", "move", "web", "old");
    assertThat(cl.run("queue", "requeue", "d1").out()).startsWith("d1 requeued as ping-");
    assertThat(server.redis().jedis().llen("{old_tasks}.old01")).isEqualTo(1);
  }

  @Test
  void a_job_of_a_role_that_is_gone_is_not_run_again_where_nobody_takes_it() {
    String answer = cl.run("task", "ping", "--targets", "old", "-o", "json").out();
    String run = JsonReader.readObject(answer).orElseThrow().get("run").toString();
    cl.run("task", "cancel", run);
    change("  old: {hostnames: [old01]}\n", "  new: {hostnames: [old01]}\n");
    long waiting = server.redis().jedis().llen("{old_tasks}.old01");

    Cl.Ended ended = cl.run("task", "retry", run + ".old01");

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.err())
        .isEqualTo(
            "cl: run %s: old01: no role of the file has it and the queue old_tasks\n".formatted(run)
                + "    fix: cl task ping --targets TARGET\n");
    assertThat(server.redis().jedis().llen("{old_tasks}.old01")).isEqualTo(waiting);
  }

  private List<String> tasks(String role, String queue, String host) {
    return new QueueReader(server.redis())
        .waiting(new Target(role, queue, Optional.of(host))).stream().map(Job::task).toList();
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
