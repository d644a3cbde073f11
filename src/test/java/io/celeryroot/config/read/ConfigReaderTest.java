// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeryroot.config.Action;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Overlap;
import io.celeryroot.config.Problem;
import io.celeryroot.config.RedisTrust;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.Source;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.config.limit.IoClass;
import io.celeryroot.config.limit.Limits;
import io.celeryroot.config.workflow.Step;
import io.celeryroot.testing.TestSite;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigReaderTest {

  private static final String SAMPLE =
      """
      redis:                                  # or just the URL as a string
        url: redis://localhost:6379/0         # redis, rediss (TLS), redis+sentinel, redis+cluster
      workers:
        webserver:
          hostnames: [webserver01, webserver02]     # shell globs allowed
          queue: webserver_tasks                    # default: <role>_tasks
        database:
          hostnames: [dbserver01]
          queue: database_tasks
      schedules:
        security_updates:
          cron: "0 2 * * *"
          task: check_security_updates
          targets: [webserver, database]            # roles or hostnames
          description: "Daily security update check"
      """;

  @Test
  void three_sections_are_a_whole_file() {
    ClConfig config = valid(SAMPLE);

    assertThat(config.redis().url()).isEqualTo("redis://localhost:6379/0");
    assertThat(config.roles()).containsOnlyKeys("webserver", "database");
    Schedule schedule = config.schedules().get("security_updates");
    assertThat(schedule.timetable().text()).isEqualTo("0 2 * * *");
    assertThat(schedule.targets()).containsExactly("webserver", "database");
    assertThat(schedule.zone()).isEqualTo(ClConfig.DEFAULT_TIMEZONE);
    assertThat(schedule.catchUpWindow()).isEqualTo(Duration.ofHours(1));
    assertThat(schedule.source()).isEqualTo(new Source("cl.yaml", 11, 3));
    assertThat(config.task("check_security_updates")).get().matches(TaskDefinition::isBuiltIn);
  }

  @Test
  void places_do_not_depend_on_line_ends_or_a_byte_order_mark() {
    String text = "# Größe 🐿\nworkers:\n  wéb: {hostnames: [h1]}\n";
    List<Source> unix = sources(text);

    assertThat(unix).containsExactly(new Source("cl.yaml", 3, 3));
    assertThat(sources(text.replace("\n", "\r\n"))).isEqualTo(unix);
    assertThat(sources(text.replace("\n", "\r"))).isEqualTo(unix);
    assertThat(sources("\uFEFF" + text)).isEqualTo(unix);
  }

  @Test
  void a_file_that_writes_very_many_values_out_is_read() {
    StringBuilder text = new StringBuilder("workers:\n");
    List<String> names = IntStream.range(0, 20).mapToObj(i -> "r" + i).toList();
    String roles = String.join(", ", names);
    for (String role : names) {
      text.append("  %s: {hostnames: [%s01]}\n".formatted(role, role));
    }
    text.append("schedules:\n");
    for (int i = 0; i < 6000; i++) {
      text.append("  s%d: {cron: '@daily', task: ping, targets: [%s]}\n".formatted(i, roles));
    }

    assertThat(valid(text.toString()).schedules()).hasSize(6000);
  }

  @Test
  void bytes_that_are_not_utf8_are_told_with_their_place() {
    byte[] latin1 = "workers:\n  web: # Köln\n".getBytes(StandardCharsets.ISO_8859_1);

    Problem problem =
        ConfigReader.read("cl.yaml", latin1, Map.of(), Optional.empty()).problems().get(0);

    assertThat(problem.source()).isEqualTo(new Source("cl.yaml", 2, 11));
    assertThat(problem.message()).isEqualTo("not UTF-8: byte 0xF6");
  }

  @Test
  void a_file_over_3_mb_is_refused_before_it_is_parsed() {
    byte[] huge = new byte[(3 << 20) + 1];

    assertThat(ConfigReader.read("cl.yaml", huge, Map.of(), Optional.empty()).problems())
        .extracting(Problem::rule)
        .containsExactly("file-size");
  }

  @Test
  void a_file_that_is_not_there_is_unreadable() {
    assertThatThrownBy(() -> ConfigReader.read(Path.of("no-such.yaml"), Map.of(), Optional.empty()))
        .isInstanceOf(ConfigUnreadable.class)
        .hasMessage("no-such.yaml: no such file");
  }

  @Test
  void an_environment_is_laid_over_the_file_key_by_key() {
    String text =
        """
        redis: redis://localhost:6379/0
        workers: {web: {hostnames: [localhost], queue: q}}
        environments:
          prod:
            redis: redis://${REDIS_HOST}:6379/0
            workers: {web: {hostnames: [www1, www2]}, db: {hostnames: [db1]}}
        """;

    ClConfig here = valid(text);
    ClConfig prod =
        ConfigReader.read("cl.yaml", text, Map.of("REDIS_HOST", "redis1"), Optional.of("prod"))
            .config()
            .orElseThrow();

    assertThat(here.roles()).containsOnlyKeys("web");
    assertThat(prod.redis().url()).isEqualTo("redis://redis1:6379/0");
    assertThat(prod.redis().urlTemplate()).isEqualTo("redis://${REDIS_HOST}:6379/0");
    assertThat(prod.roles()).containsOnlyKeys("web", "db");
    assertThat(prod.roles().get("web").hostnames()).containsExactly("www1", "www2");
    assertThat(prod.roles().get("web").queue()).isEqualTo("q");
  }

  @Test
  void an_unknown_environment_is_told_with_those_that_there_are() {
    String text = "workers: {web: {hostnames: [h]}}\nenvironments: {prod: {timezone: UTC}}\n";

    List<Problem> problems =
        ConfigReader.read("cl.yaml", text, Map.of(), Optional.of("prd")).problems();

    assertThat(problems).hasSize(1);
    assertThat(ProblemPrinter.line(problems.get(0)))
        .startsWith("cl.yaml: environments: no environment \"prd\"; environments are: prod")
        .endsWith("fix: write --env prod");
  }

  @Test
  void the_longest_value_of_a_variable_stays_in_its_argument() {
    String text =
        """
        workers: {web: {hostnames: [h]}}
        tasks:
          t:
            command: |-
              /bin/echo '${A}' b\\ c "$${{x}}" ${B:-d e}
        """;

    ReadResult result =
        ConfigReader.read("cl.yaml", text, Map.of("A", "1 {2} 'x'"), Optional.empty());

    assertThat(result.problems()).isEmpty();
    assertThat(result.config().orElseThrow().tasks().get("t").action())
        .isEqualTo(
            new Action.Command(
                List.of("/bin/echo", "1 {{2}} 'x'", "b c", "${{x}}", "d e"),
                List.of("/bin/echo", "${A}", "b c", "$${{x}}", "${B:-d e}")));
  }

  @Test
  void a_script_keeps_its_dollars() {
    String text = "workers: {web: {hostnames: [h]}}\ntasks: {t: {script: 'echo ${HOME} $${x}'}}\n";

    assertThat(valid(text).tasks().get("t").action())
        .isEqualTo(Action.Script.of("echo ${HOME} $${x}"));
  }

  @Test
  void a_script_of_more_than_one_argument_of_the_kernel_is_refused() {
    String head = "workers: {web: {hostnames: [h]}}\ntasks: {t: {script: '";

    assertThat(rules(head + "x".repeat(131_071) + "'}}")).isEmpty();
    assertThat(rules(head + "x".repeat(131_072) + "'}}")).containsExactly("script-size");
  }

  @Test
  void max_output_limits_the_answer_of_an_endpoint_too() {
    ClConfig config =
        valid("workers: {w: {hostnames: [h]}}\ntasks: {tell: {to: 'log:x', max_output: 2KB}}\n");

    assertThat(config.task("tell").orElseThrow().maxOutputBytes()).isEqualTo(2048);
  }

  @Test
  void what_an_environment_variable_holds_is_not_looked_at_again() {
    String text =
        "workers: {web: {hostnames: [h]}}\ntasks: {t: {command: [echo], env: {A: '${A}'}}}\n";

    ClConfig config =
        ConfigReader.read("cl.yaml", text, Map.of("A", "${B}${A}", "B", "b"), Optional.empty())
            .config()
            .orElseThrow();

    assertThat(config.tasks().get("t").env()).isEqualTo(Map.of("A", "${B}${A}"));
  }

  @Test
  void aliases_and_merge_keys_stand_for_what_they_name() {
    String text =
        """
        workers: {web: {hostnames: [h]}}
        schedules:
          a: &a {cron: "0 1 * * *", task: ping, targets: &t [web]}
          b: {<<: *a, cron: "0 2 * * *"}
          c: {cron: "0 3 * * *", task: ping, targets: *t}
        """;

    Schedule b = valid(text).schedules().get("b");

    assertThat(b.timetable().text()).isEqualTo("0 2 * * *");
    assertThat(b.task()).isEqualTo("ping");
    assertThat(valid(text).schedules().get("c").targets()).containsExactly("web");
  }

  @Test
  void a_host_that_only_a_glob_names_is_a_target() {
    String text =
        """
        workers: {web: {hostnames: ["web-*"]}}
        schedules: {s: {cron: "@daily", task: ping, targets: [web-7]}}
        """;

    assertThat(valid(text).schedules().get("s").targets()).containsExactly("web-7");
  }

  @Test
  void a_task_of_the_file_wins_over_a_built_in_one() {
    String text = "workers: {web: {hostnames: [h]}}\ntasks: {ping: {command: 'true'}}\n";

    assertThat(valid(text).tasks().get("ping").isBuiltIn()).isFalse();
  }

  @Test
  void defaults_hold_for_own_and_built_in_tasks_that_leave_them_open() {
    String text =
        """
        workers: {web: {hostnames: [h]}}
        defaults: {tasks: {max_output: 2KB, env: {A: "1", B: "1"}}, schedules: {overlap: allow}}
        tasks: {t: {command: [ls], env: {B: "2"}}}
        schedules: {s: {cron: "@daily", task: t, targets: [web]}}
        """;

    ClConfig config = valid(text);

    assertThat(config.tasks().get("t").maxOutputBytes()).isEqualTo(2048);
    assertThat(config.tasks().get("t").env()).isEqualTo(Map.of("A", "1", "B", "2"));
    assertThat(config.tasks().get("uptime").maxOutputBytes()).isEqualTo(2048);
    assertThat(config.schedules().get("s").overlap()).isEqualTo(Overlap.ALLOW);
  }

  @Test
  void no_problem_tells_a_secret_that_came_from_the_environment() {
    String text = "redis: ${URL}\nworkers: {web: {hostnames: [h]}}\n";

    ReadResult result =
        ConfigReader.read(
            "cl.yaml", text, Map.of("URL", "redis://:hunter2@h:99999"), Optional.empty());

    assertThat(ProblemPrinter.renderProblems(result))
        .contains("port 99999")
        .doesNotContain("hunter2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis: {ulr: 'redis://:hunter2@h'}\n",
        "redis: redis://a\nredis: redis://:hunter2@h\n",
        "tasks: {t: {command: ls, env: [A=hunter2]}}\n",
        "tasks: {t: {command: ls, env: hunter2}}\n",
        "tasks: {t: {command: ls, evn: {A: hunter2}}}\n",
        "tasks: {t: {command: ls, env: {A: !hunter2 x}}}\n",
        "tasks: {t: {command: ls, env: {A: [hunter2]}}}\n",
        "tasks: {t: {command: ls, env: {A: 1}, env: {A: hunter2}}}\n",
        "tasks: {t: {command: ls, params: {p: {secret: yes, default: hunter2}}}}\n",
        "tasks: {t: {command: ls, params: {p: {secret: true, default: hunter2, pattern: x}}}}\n",
        "tasks: {t: {command: ls, params: {p: {secret: true, choices: [a], default: hunter2}}}}\n",
        "schedules: {s: {cron: x, task: pong, targets: [web], params: {p: hunter2}}}\n",
        "schedules: {s: {cron: x, task: ping, targets: [web], params: {p: hunter2}}}\n",
        "schedules: {s: {cron: x, task: ping, targets: [web], params: hunter2}}\n",
        "password: hunter2\n",
        "tasks:\n  t:\n    env:\n      A: @hunter2\n",
        "redis: [redis://:hunter2@h\n",
        "timezone: X\n---\nredis: redis://:hunter2@h\n",
        "environments: {prod: {redis: 'redis://:hunter2@h:99999'}}\n"
      })
  void no_problem_tells_a_secret(String yaml) {
    String text = "workers: {web: {hostnames: [h]}}\n" + yaml;

    ReadResult result = ConfigReader.read("cl.yaml", text, Map.of(), Optional.empty());

    assertThat(ProblemPrinter.renderProblems(result))
        .doesNotContain("hunter2")
        .doesNotEndWith("\n0 problems");
  }

  private static List<Source> sources(String text) {
    return ConfigReader.read("cl.yaml", text, Map.of(), Optional.empty()).problems().stream()
        .map(Problem::source)
        .toList();
  }

  private static List<String> rules(String text) {
    return ConfigReader.read("cl.yaml", text, Map.of(), Optional.empty()).problems().stream()
        .map(Problem::rule)
        .toList();
  }

  private static ClConfig valid(String text) {
    ReadResult result = ConfigReader.read("cl.yaml", text, Map.of(), Optional.empty());
    assertThat(result.problems()).isEmpty();
    return result.config().orElseThrow();
  }

  @Test
  void top_level_keys_that_begin_with_x_hold_anchors() {
    ClConfig config =
        valid(
            """
            x-nightly: &nightly
              timeout: 30m
              retries: {max: 2, delay: 1m}
            workers: {web: {hostnames: [web01]}}
            tasks:
              a:
                <<: *nightly
                command: [echo, a]
            """);
    assertThat(config.task("a").orElseThrow().timeout()).isEqualTo(Duration.ofMinutes(30));
    assertThat(config.task("a").orElseThrow().retries().max()).isEqualTo(2);
  }

  @Test
  void a_script_is_for_the_program_of_its_first_line() {
    ClConfig config =
        valid(
            """
            workers: {web: {hostnames: [web01]}}
            tasks:
              a:
                script: |
                  #!/usr/bin/env python3
                  print("hi")
            """);
    assertThat(config.task("a").orElseThrow().action())
        .isEqualTo(
            new Action.Script(
                "#!/usr/bin/env python3\nprint(\"hi\")\n",
                List.of("/usr/bin/env", "python3", "-c")));
  }

  @Test
  void limits_of_a_task_are_read_and_are_none_by_default() {
    ClConfig config =
        valid(
            """
            workers: {web: {hostnames: [web01]}}
            tasks:
              a:
                command: [echo, a]
                linger: 2s
                memory: 512MB
                cpu: 150%
                nice: -5
                io_class: best_effort
                umask: 027
                nofile: 512
              b:
                command: [echo, b]
            """);
    TaskDefinition limited = config.task("a").orElseThrow();
    assertThat(limited.linger()).isEqualTo(Duration.ofSeconds(2));
    assertThat(limited.limits())
        .isEqualTo(
            new Limits(
                Optional.of(512L << 20),
                Optional.of(150),
                Optional.of(-5),
                Optional.of(IoClass.BEST_EFFORT),
                Optional.of("027"),
                Optional.of(512)));
    TaskDefinition plain = config.task("b").orElseThrow();
    assertThat(plain.linger()).isEqualTo(Duration.ofSeconds(5));
    assertThat(plain.limits()).isEqualTo(Limits.NONE);
  }

  @Test
  void a_password_beside_the_url_is_taken_as_it_is() {
    ReadResult result =
        ConfigReader.read(
            "cl.yaml",
            """
            redis: {url: "unix:///run/redis.sock?db=2", user: beat, password: "${PW}"}
            workers: {web: {hostnames: [web01]}}
            """,
            Map.of("PW", "a%b#c?d/e@f:g+h"),
            Optional.empty());
    assertThat(result.problems()).isEmpty();
    RedisTrust.Login login = result.config().orElseThrow().redis().trust().login();
    assertThat(login.user()).contains("beat");
    assertThat(login.password()).contains("a%b#c?d/e@f:g+h");
    assertThat(login).hasToString("user=beat");
  }

  @Test
  void a_schedule_with_tasks_is_a_workflow_of_its_steps() {
    ClConfig config =
        TestSite.config(
            """
            workers:
              application: {hostnames: [app1, app2]}
              database: {hostnames: [db1]}
            schedules:
              backup_workflow:
                cron: "30 1 * * *"
                expires: 1h
                tasks:
                  - {task: stop_services, targets: [application], params: {services: tomcat}}
                  - {task: backup_database, targets: [database], params: {engine: redis}, expires: 5m}
                  - {task: start_services, targets: [application], params: {services: [a, b]}}
              by_hand:
                tasks: [{task: ping, targets: [db1]}]
            """);

    Schedule schedule = config.schedules().get("backup_workflow");
    assertThat(schedule.tasks())
        .containsExactly("stop_services", "backup_database", "start_services");
    assertThat(schedule.allTargets()).containsExactly("application", "database");
    assertThat(schedule.steps())
        .extracting(step -> step.expires().orElseThrow())
        .containsExactly(Duration.ofHours(1), Duration.ofMinutes(5), Duration.ofHours(1));
    assertThat(schedule.steps().get(2).params()).containsEntry("services", "a b");
    assertThat(schedule.isByHand()).isFalse();
    assertThat(config.schedules().get("by_hand").isByHand()).isTrue();
  }

  @Test
  void a_step_has_conditions_beside_those_of_its_schedule() {
    Schedule schedule =
        TestSite.config(
                """
                workers: {web: {hostnames: [web01]}}
                schedules:
                  s:
                    conditions: [uptime > 1h]
                    tasks:
                      - {task: ping, targets: [web], conditions: ["disk_usage < 80%", "load < 4"]}
                      - {task: ping, targets: [web]}
                """)
            .schedules()
            .get("s");

    assertThat(schedule.conditions().texts()).containsExactly("uptime > 1h");
    assertThat(schedule.steps())
        .extracting(Step::conditions)
        .containsExactly(List.of("disk_usage < 80%", "load < 4"), List.of());
  }

  @Test
  void a_schedule_with_a_batch_is_a_workflow_of_one_step() {
    Schedule schedule =
        TestSite.config(
                """
                workers: {web: {hostnames: [web01, web02]}}
                schedules:
                  s: {cron: "30 1 * * *", task: ping, targets: [web], batch: 25%, max_failures: 2}
                """)
            .schedules()
            .get("s");

    assertThat(schedule.task()).isEqualTo("ping");
    assertThat(schedule.workflow().orElseThrow().steps())
        .singleElement()
        .extracting(step -> step.batch().orElseThrow() + " " + step.maxFailures())
        .isEqualTo("25% 2");
  }
}
