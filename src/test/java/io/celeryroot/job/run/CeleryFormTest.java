// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.job.Job;
import io.celeryroot.job.Target;
import io.celeryroot.job.TaskRules;
import io.celeryroot.task.Parameters;
import io.celeryroot.testing.TestSite;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Names and values in messages for Celery's workers, and from Celery's clients. */
final class CeleryFormTest {

  private static final ClConfig CONFIG =
      TestSite.config(
          """
          workers:
            theirs: {hostnames: [a], queue: celery, served_by: celery}
            ours: {hostnames: [b]}
          tasks:
            add:
              celery_name: shop.tasks.add
              command: [add, "{args}", "{kwargs}", "{to}", "{count}"]
              params:
                args: {celery: args}
                kwargs: {celery: kwargs}
                to: {default: ops}
                count: {celery: json}
            plain: {command: ["true"]}
            login:
              command: [login, "{args}", "{kwargs}", "{password}"]
              params:
                args: {celery: args}
                kwargs: {celery: kwargs}
                password: {secret: true}
            hidden:
              command: [hidden, "{args}", "{kwargs}"]
              params:
                args: {celery: args, secret: true}
                kwargs: {celery: kwargs, secret: true}
          schedules: {}
          """);

  private static Job job(String role, String task, Map<String, String> values) {
    Target target = new Target(role, CONFIG.roles().get(role).queue(), Optional.empty());
    RunRequest request =
        RunRequest.ofTask(
            CONFIG.task(task).orElseThrow(), values, List.of(target), Runs.submitter());
    return CeleryForm.of(Runs.job(request, Instant.EPOCH), CONFIG);
  }

  @Test
  void celerys_workers_get_their_name_and_typed_values() {
    Job job =
        job(
            "theirs",
            "add",
            Map.of(
                "args", "[16, \"x\", [1.5, true]]",
                "kwargs", "{\"limit\": null, \"to\": {\"name\": \"ann\"}}",
                "to", "100",
                "count", "100"));

    assertThat(job.task()).isEqualTo("shop.tasks.add");
    assertThat(job.args()).isEqualTo(List.of(16, "x", List.of(1.5, true)));
    assertThat(job.kwargs())
        .containsEntry("limit", null)
        .containsEntry("to", "100")
        .containsEntry("count", 100)
        .hasSize(3);
  }

  @Test
  void a_secret_among_the_kwargs_of_a_call_is_shown_nowhere() {
    TaskDefinition login = CONFIG.task("login").orElseThrow();
    Map<String, String> values = Map.of("kwargs", "{\"password\": \"hunter2\"}");
    RunRequest request =
        RunRequest.ofTask(
            login, values, List.of(new Target("ours", "q", Optional.empty())), Runs.submitter());
    Job ours = Runs.job(request, Instant.EPOCH);
    Job theirs = job("theirs", "login", values);
    TaskRules rules = TaskRules.of(CONFIG);

    assertThat(request.toRecord(Instant.EPOCH).params()).containsEntry("kwargs", "***");
    assertThat(rules.maskKwargs("login", ours.kwargs())).containsEntry("kwargs", "***");
    assertThat(theirs.kwargs()).containsEntry("password", "hunter2");
    assertThat(rules.maskKwargs("login", theirs.kwargs())).containsEntry("password", "***");
  }

  @Test
  void what_a_secret_map_or_list_of_values_became_in_a_message_is_secret_too() {
    Job job = job("theirs", "hidden", Map.of("args", "[1, \"key\"]", "kwargs", "{\"pin\": 7}"));
    TaskRules rules = TaskRules.of(CONFIG);

    assertThat(rules.maskArgs("hidden", job.args())).isEqualTo(List.of("***", "***"));
    assertThat(rules.maskKwargs("hidden", job.kwargs())).isEqualTo(Map.of("pin", "***"));
    assertThat(rules.maskKwargs("add", Map.of("limit", 1))).isEqualTo(Map.of("limit", 1));
  }

  @Test
  void defaults_are_sent_and_what_has_no_value_is_not() {
    Job job = job("theirs", "add", Map.of("count", "", "args", ""));

    assertThat(job.args()).isEmpty();
    assertThat(job.kwargs()).isEqualTo(Map.of("to", "ops"));
  }

  @Test
  void workers_of_ours_get_our_name_and_texts() {
    Job job = job("ours", "add", Map.of("args", "[1]"));

    assertThat(job.task()).isEqualTo("add");
    assertThat(job.kwargs()).isEqualTo(Map.of("args", "[1]"));
  }

  @Test
  void values_of_another_form_are_refused_where_they_are_given_and_not_by_workers_of_ours() {
    TaskDefinition add = CONFIG.task("add").orElseThrow();
    Map<String, String> wrong = Map.of("args", "{}", "kwargs", "[1", "count", "one");

    assertThat(Parameters.bind(add, List.of(), wrong).problems())
        .containsExactly(
            "args: \"{}\" is not a list in JSON",
            "kwargs: \"[1\" is not an object in JSON",
            "count: \"one\" is not JSON");
    assertThat(Parameters.bindOn(Map.of(), add, List.of(), wrong).problems()).isEmpty();
  }

  @Test
  void a_task_without_a_name_in_celery_keeps_its_own() {
    assertThat(job("theirs", "plain", Map.of()).task()).isEqualTo("plain");
  }

  @Test
  void a_job_that_has_celerys_form_already_keeps_it() {
    Job once = job("theirs", "add", Map.of("args", "[1]"));

    assertThat(CeleryForm.of(once, CONFIG)).isEqualTo(once);
  }

  @Test
  void what_celerys_clients_call_by_its_name_there_is_our_task() {
    Job call = job("theirs", "add", Map.of("args", "[1, null]"));

    Job ours = TaskRules.of(CONFIG).named(call);

    assertThat(ours.task()).isEqualTo("add");
    assertThat(ours.args()).isEqualTo(Arrays.asList(1, null));
    assertThat(TaskRules.of(CONFIG).named(call.asking("other", List.of(), Map.of())).task())
        .isEqualTo("other");
    assertThat(TaskRules.NONE.named(call)).isEqualTo(call);
  }
}
