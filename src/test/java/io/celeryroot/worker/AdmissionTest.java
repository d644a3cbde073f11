// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Overlap;
import io.celeryroot.job.ClientOptions;
import io.celeryroot.job.Job;
import io.celeryroot.job.Shard;
import io.celeryroot.job.Target;
import io.celeryroot.testing.TestSite;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AdmissionTest {

  private static final ClConfig CONFIG =
      TestSite.config(
          "redis://127.0.0.1:1",
          """
          workers:
            web: {hostnames: [web01], tasks: [say]}
          tasks:
            say:
              command: [echo, "{text}"]
              params: {text: {required: true, pattern: "[a-z]*"}, password: {secret: true}}
            other: {command: ["true"]}
          facts:
            looked: {task: other}
          schedules:
            limited:
              cron: "0 1 * * *"
              timezone: Europe/Berlin
              task: say
              params: {text: x}
              targets: [web]
              conditions: [disk_usage < 80%, hour < 6]
          """);

  @Test
  void an_allowed_task_is_admitted_with_its_values() {
    assertThat(admission("say", Map.of("text", "moin")))
        .isInstanceOfSatisfying(
            Admission.Admitted.class,
            admitted -> {
              assertThat(admitted.task().name()).isEqualTo("say");
              assertThat(admitted.values()).containsEntry("text", "moin");
            });
  }

  @Test
  void an_unknown_task_is_refused_with_what_to_do() {
    assertThat(admission("sya", Map.of()))
        .isEqualTo(
            new Admission.Refused(
                "unknown task: cl.yaml of this host has no \"sya\"; fix: roll the file out to this"
                    + " host, then: cl queue requeue --all --role web; if the task was renamed, run"
                    + " it by its new name"));
  }

  @Test
  void a_task_outside_the_allow_list_of_the_role_is_refused() {
    assertThat(admission("other", Map.of()))
        .isEqualTo(new Admission.Refused("task not allowed for role web"));
  }

  @Test
  void a_worker_refuses_a_built_in_task_that_is_not_listed_and_says_the_line_to_add() {
    ClConfig listed =
        TestSite.config(
            "redis://127.0.0.1:1",
            "workers:\n  web: {hostnames: [web01]}\nsecurity: {builtins: listed}\n");
    Job job = job("install", Map.of("packages", "nginx"), Optional.empty(), List.of());

    assertThat(Admission.of(job, listed.roles().get("web"), listed, Map.of()))
        .isEqualTo(
            new Admission.Refused(
                "task not allowed for role web (security.builtins: listed); fix: write"
                    + " workers.web.tasks: [\"*\", install]"));
  }

  @Test
  void a_missing_parameter_is_named() {
    assertThat(refusal("say", Map.of())).contains("text");
  }

  @Test
  void null_is_a_missing_value() {
    Map<String, Object> values = new HashMap<>();
    values.put("text", "moin");
    values.put("password", null);

    assertThat(admission("say", values))
        .isInstanceOfSatisfying(
            Admission.Admitted.class,
            admitted -> assertThat(admitted.values()).containsEntry("password", ""));
    values.put("text", null);
    assertThat(refusal("say", values)).contains("text: required, not given");
  }

  @Test
  void all_problems_of_the_parameters_are_one_line() {
    String reason = refusal("say", Map.of("text", "NO\n", "pasword", "x"));

    assertThat(reason).contains("text", "pasword", "; ").doesNotContain("\n");
  }

  @Test
  void a_reason_is_cut() {
    String reason = refusal("say", Map.of("x".repeat(500), "1", "y".repeat(500), "2"));

    assertThat(reason.length()).isBetween(200, Admission.LONGEST_REASON);
  }

  @Test
  void a_reason_holds_no_secret() {
    assertThat(refusal("say", Map.of("text", "NO", "password", "hunter2")))
        .doesNotContain("hunter2");
  }

  @Test
  void the_conditions_are_those_of_the_schedule_in_this_file_in_its_zone() {
    assertThat(conditions(Optional.of("limited")))
        .isInstanceOfSatisfying(
            Admission.Admitted.class,
            admitted -> {
              assertThat(admitted.conditions().texts())
                  .containsExactly("disk_usage < 80%", "hour < 6");
              assertThat(admitted.conditions().zone().getId()).isEqualTo("Europe/Berlin");
            });
  }

  @Test
  void conditions_of_a_message_come_on_top_and_take_none_away() {
    assertThat(conditions(Optional.of("limited"), "load < 2"))
        .isInstanceOfSatisfying(
            Admission.Admitted.class,
            admitted ->
                assertThat(admitted.conditions().texts())
                    .containsExactly("disk_usage < 80%", "hour < 6", "load < 2"));
    assertThat(conditions(Optional.empty(), "load < 2"))
        .isInstanceOfSatisfying(
            Admission.Admitted.class,
            admitted -> assertThat(admitted.conditions().texts()).containsExactly("load < 2"));
  }

  @Test
  void a_condition_that_cannot_be_read_here_is_refused() {
    assertThat(conditions(Optional.empty(), "disk_usge < 80%"))
        .isInstanceOfSatisfying(
            Admission.Refused.class,
            refused -> assertThat(refused.reason()).startsWith("condition: no fact \"disk_usge\""));
  }

  @Test
  void a_message_cannot_have_a_worker_measure_for_hours() {
    String[] texts =
        IntStream.range(0, 17)
            .mapToObj(i -> "file_exists(/a%d) or file_exists(/b%1$d)".formatted(i))
            .toArray(String[]::new);

    assertThat(conditions(Optional.empty(), texts))
        .isEqualTo(new Admission.Refused("conditions: more than 32 facts"));
  }

  @Test
  void a_message_cannot_have_a_task_run_for_a_fact_that_the_role_does_not_allow() {
    assertThat(conditions(Optional.empty(), "command_ok(other)"))
        .isEqualTo(new Admission.Refused("condition: task other not allowed for role web"));
    assertThat(conditions(Optional.empty(), "load < 1 or looked > 5"))
        .isEqualTo(new Admission.Refused("condition: task other not allowed for role web"));
  }

  private static String refusal(String task, Map<String, Object> kwargs) {
    assertThat(admission(task, kwargs)).isInstanceOf(Admission.Refused.class);
    return ((Admission.Refused) admission(task, kwargs)).reason();
  }

  private static Admission conditions(Optional<String> schedule, String... texts) {
    return admission("say", Map.of("text", "x"), schedule, List.of(texts));
  }

  private static Admission admission(String task, Map<String, Object> kwargs) {
    return admission(task, kwargs, Optional.empty(), List.of());
  }

  private static Admission admission(
      String task, Map<String, Object> kwargs, Optional<String> schedule, List<String> conditions) {
    Job job = job(task, kwargs, schedule, conditions);
    return Admission.of(job, CONFIG.roles().get("web"), CONFIG, CONFIG.varsOf("web01"));
  }

  private static Job job(
      String task, Map<String, Object> kwargs, Optional<String> schedule, List<String> conditions) {
    return new Job(
        "j1",
        Optional.empty(),
        schedule,
        Optional.empty(),
        task,
        List.of(),
        kwargs,
        new Target("web", "web_tasks", Optional.of("web01")),
        Optional.empty(),
        Optional.empty(),
        Overlap.ALLOW,
        Optional.empty(),
        "test",
        Optional.empty(),
        conditions,
        ClientOptions.NONE,
        Shard.WHOLE);
  }
}
