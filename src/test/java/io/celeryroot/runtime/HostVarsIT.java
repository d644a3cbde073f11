// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.RunOn;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.run.Targets;
import io.celeryroot.testing.TestSite;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Variables of hosts with real workers, Redis and processes. */
class HostVarsIT {

  private static final String SITE =
      """
      workers:
        web:
          hostnames: [web01, web02]
          vars: {web01: {rack: "a 1"}, web02: {rack: b2}, "*": {dc: fra}}
        any: {hostnames: [web02], run_on: any}
      tasks:
        show: {command: [echo, "{text}", "{host.rack}"], params: {text: {default: "{host.dc}"}}}
        script: {script: 'echo "$where"', params: {where: {required: true, pattern: "[a-z0-9 ]+"}}}
      schedules:
        daily: {cron: "0 1 * * *", task: script, targets: [web02], params: {where: "in {host.rack}"}}
      """;

  @Test
  void each_worker_fills_in_the_variables_of_its_host() {
    try (TestSite site = TestSite.of(SITE);
        WorkerProcess one = site.worker("web01");
        WorkerProcess two = site.worker("web02")) {
      assertThat(List.of(one, two)).doesNotContainNull();

      List<String> jobs = site.submit("show", RunOn.ALL, "web");
      String any = site.submit("show", RunOn.ALL, "any").get(0);
      String due = site.submitScheduled("daily", Instant.parse("2026-11-28T01:00:00Z"));

      assertThat(jobs.stream().map(site::end).map(HostVarsIT::output))
          .containsExactlyInAnyOrder("fra a 1\n", "fra b2\n");
      assertThat(output(site.end(any))).isEqualTo("fra b2\n");
      assertThat(output(site.end(due))).isEqualTo("in b2\n");
    }
  }

  @Test
  void a_variable_that_a_host_lacks_refuses_the_job_by_name() {
    try (TestSite site = TestSite.of(SITE);
        WorkerProcess one = site.worker("web01")) {
      assertThat(one).isNotNull();

      String job =
          site.submit(
                  "script",
                  Map.of("where", "{host.floor}"),
                  Targets.resolve(
                          site.config(), List.of("web01"), Optional.empty(), "script", Set.of())
                      .targets())
              .get(0);

      assertThat(site.end(job).outcomeText())
          .isEqualTo(
              "rejected (where: the host has no variable \"floor\"; fix: add it below \"vars\" of"
                  + " its role)");
    }
  }

  private static String output(JobResult result) {
    return result.outcome().orElseThrow().stdout();
  }
}
