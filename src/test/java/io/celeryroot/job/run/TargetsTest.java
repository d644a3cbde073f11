// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.RunOn;
import io.celeryroot.job.Target;
import io.celeryroot.queue.Jobs;
import io.celeryroot.testing.TestSite;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TargetsTest {

  private static final ClConfig CONFIG =
      Jobs.config(
          Jobs.role("web", RunOn.ALL, List.of(), "web1", "web2", "web9*"),
          Jobs.role("all", RunOn.ANY, List.of("sync*"), "web1", "db1"),
          Jobs.role("cloud", RunOn.ALL, List.of(), "vm-*"));
  private static final Set<KnownHost> KNOWN =
      Set.of(new KnownHost("web91", Set.of("web")), new KnownHost("vm-1", Set.of("web")));

  @Test
  void a_role_is_its_named_hosts_and_the_known_ones_that_match() {
    assertThat(labels("web")).containsExactly("web1", "web2", "web91");
  }

  @Test
  void a_role_that_runs_on_any_is_one_target() {
    TargetResolution resolution = resolve(Optional.empty(), "sync", "all");

    assertThat(resolution.targets())
        .containsExactly(new Target("all", "all_tasks", Optional.empty()));
    assertThat(resolution.targets().get(0).list()).isEqualTo("all_tasks");
  }

  @Test
  void the_schedule_or_command_line_overrides_the_role() {
    assertThat(resolve(Optional.of(RunOn.ANY), "sync", "web").targets()).hasSize(1);
    assertThat(resolve(Optional.of(RunOn.ALL), "sync", "all").targets()).hasSize(2);
  }

  @Test
  void a_host_reached_twice_gets_one_job() {
    TargetResolution resolution = resolve(Optional.of(RunOn.ALL), "sync", "web", "web1", "all");

    assertThat(resolution.targets())
        .extracting(Target::label)
        .containsExactly("web1", "web2", "web91", "db1");
    assertThat(resolution.targets().get(0).role()).isEqualTo("web");
  }

  @Test
  void a_host_may_be_one_that_a_glob_matches() {
    assertThat(labels("vm-17")).containsExactly("vm-17");
  }

  @Test
  void what_cannot_be_the_name_of_a_host_matches_no_glob() {
    for (String name : List.of("vm-*", "vm-[1", "vm-1\n", "vm-1:delayed", "vm-é")) {
      assertThat(resolve(Optional.empty(), "sync", name).problems())
          .as(name)
          .extracting(TargetProblem::rule)
          .containsExactly("unknown-target");
    }
  }

  @Test
  void two_words_are_no_target() {
    assertThat(resolve(Optional.empty(), "sync", "vm-1 2").problems())
        .extracting(TargetProblem::rule)
        .containsExactly("target-syntax");
  }

  @Test
  void an_expression_is_its_hosts_one_by_one_in_the_role_that_it_names() {
    assertThat(labels("web and not web1")).containsExactly("web2", "web91");
    assertThat(labels("web or vm-1")).containsExactly("web1", "web2", "web91");
    TargetResolution resolution = resolve(Optional.empty(), "sync", "all and not db1");

    assertThat(resolution.targets())
        .containsExactly(new Target("all", "all_tasks", Optional.of("web1")));
  }

  @Test
  void a_range_is_its_hosts() {
    assertThat(labels("vm-[08-11]")).containsExactly("vm-08", "vm-09", "vm-10", "vm-11");
  }

  @Test
  void an_expression_that_no_host_matches_is_a_problem() {
    assertThat(resolve(Optional.empty(), "sync", "web and not web").problems())
        .extracting(TargetProblem::message)
        .containsExactly("no host that is known matches \"web and not web\"");
    assertThat(resolve(Optional.empty(), "ping", "all and db1").problems())
        .extracting(TargetProblem::rule)
        .containsExactly("task-not-allowed");
    assertThat(resolve(Optional.empty(), "sync", "web and not wbe1").problems())
        .extracting(TargetProblem::hint)
        .containsExactly("write \"web1\"");
  }

  @Test
  void an_unknown_target_is_a_problem_with_a_suggestion() {
    TargetResolution resolution = resolve(Optional.empty(), "sync", "wbe");

    assertThat(resolution.problems())
        .containsExactly(
            new TargetProblem(
                "wbe",
                "no role or host \"wbe\"; targets are: web, all, cloud, web1, web2, db1; globs of hosts are: web9*, vm-*",
                "write \"web\"",
                "unknown-target"));
  }

  @Test
  void a_role_that_does_not_allow_the_task_is_a_problem() {
    TargetResolution resolution = resolve(Optional.empty(), "reboot", "all", "db1");

    assertThat(resolution.targets()).isEmpty();
    assertThat(resolution.problems())
        .extracting(TargetProblem::rule)
        .containsExactly("task-not-allowed", "task-not-allowed");
  }

  @Test
  void a_role_of_globs_without_any_known_host_is_a_problem() {
    assertThat(resolve(Optional.empty(), "sync", "cloud").problems())
        .extracting(TargetProblem::rule)
        .containsExactly("no-known-host");
  }

  private static List<String> labels(String name) {
    return resolve(Optional.empty(), "sync", name).targets().stream().map(Target::label).toList();
  }

  private static TargetResolution resolve(Optional<RunOn> override, String task, String... names) {
    return Targets.resolve(CONFIG, List.of(names), override, task, KNOWN);
  }

  @Test
  void a_glob_as_target_is_refused_with_its_role_suggested() {
    TargetProblem own = resolve(Optional.empty(), "sync", "vm-*").problems().get(0);
    TargetProblem other = resolve(Optional.empty(), "sync", "vm-1*").problems().get(0);

    assertThat(own.message()).startsWith("no role or host \"vm-*\" (a target is not a glob); ");
    assertThat(own.hint()).isEqualTo("write the role, \"cloud\", or a host");
    assertThat(other.message()).contains("(a target is not a glob)");
  }

  @Test
  void a_role_that_celerys_workers_serve_is_one_target_whatever_is_asked() {
    ClConfig config =
        TestSite.config(
            "redis://127.0.0.1:1",
            "workers: {web: {hostnames: [web1, web2], served_by: celery}}\n"
                + "tasks: {sync: {command: [\"true\"], run_on: all}}");

    assertThat(
            Targets.resolve(config, List.of("web"), Optional.of(RunOn.ALL), "sync", Set.of())
                .targets())
        .containsExactly(new Target("web", "web_tasks", Optional.empty()));
    assertThat(
            Targets.resolve(config, List.of("web1"), Optional.empty(), "sync", Set.of()).problems())
        .extracting(TargetProblem::rule, TargetProblem::hint)
        .containsExactly(tuple("host-of-celery", "write the role, \"web\""));
  }
}
