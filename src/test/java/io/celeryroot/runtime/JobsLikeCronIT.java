// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.celeryroot.config.RunOn;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.JobResult;
import io.celeryroot.testing.TestSite;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people expect of a job because cron does it, or because cl.yaml says it; a real worker. */
class JobsLikeCronIT {

  private static final String SITE =
      """
      workers:
        web: {hostnames: [web01, web02, web03]}
      defaults:
        tasks: {linger: 1s}
      tasks:
        stamp_log:
          linger: 10s
          command:
            - bash
            - -c
            - |
              exec > >(while IFS= read -r line; do echo "$(date +%T) $line"; done | tee -a DIR/stamp.log) 2>&1
              for i in $(seq 1 200); do echo "row $i"; done
              echo "RESULT: 200 rows copied"
        bg_writer:
          script: |
            ( sleep 2; echo "line of the child"; echo finished > DIR/bg_marker ) &
            echo $! > DIR/bg_pid
            echo parent-done
        failing_parent:
          script: "sleep 3 & exit 4"
        shebang_bash:
          script: |
            #!/bin/bash
            state=degraded
            if [[ $state == deg* ]]; then
              echo "ALERT $level"
              exit 1
            fi
            echo "all fine"
          params: {level: {default: "3"}}
        shebang_python:
          script: |
            #!/usr/bin/env python3
            import os
            print("hello", os.environ["CL_TASK"])
        killed: {command: [sh, -c, "kill -KILL $$"]}
        hungry:
          memory: 50MB
          script: "x=$(head -c 90000000 /dev/zero | tr '\\\\0' x); sleep 999"
        busy: {timeout: 10s, cpu: 10%, script: "while :; do :; done"}
        modest: {nice: 5, umask: "027", nofile: 64, command: [sh, -c, "nice; umask; ulimit -n"]}
        shard: {command: [sh, -c, "echo $CL_SHARD_INDEX of $CL_SHARD_COUNT"]}
      """;

  @TempDir private Path directory;
  private TestSite site;

  @BeforeEach
  void startWorker() {
    site = TestSite.of(SITE.replace("DIR", directory.toString()));
    site.worker("web01");
  }

  @AfterEach
  void stop() {
    site.close();
  }

  @Test
  void output_of_helpers_after_the_main_process_belongs_to_the_job() throws Exception {
    JobResult result = run("stamp_log");
    assertThat(result.outcomeText()).isEqualTo("ok");
    assertThat(outcome(result).stdout().lines()).hasSize(201);
    assertThat(outcome(result).stdout()).endsWith("RESULT: 200 rows copied\n");
    assertThat(directory.resolve("stamp.log")).hasContent(outcome(result).stdout());
  }

  @Test
  void what_was_left_running_is_named_and_runs_on() throws Exception {
    JobResult result = run("bg_writer");
    assertThat(result.outcomeText()).isEqualTo("ok (left running: sh, sleep)");
    assertThat(outcome(result).stdout()).isEqualTo("parent-done\n");
    assertThat(outcome(result).duration()).isLessThan(Duration.ofSeconds(1));
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> Files.exists(directory.resolve("bg_marker")));
    assertThat(run("failing_parent").outcomeText())
        .isEqualTo("failed (exit 4; left running: sleep)");
  }

  @Test
  void the_first_line_of_a_script_is_obeyed() {
    JobResult bash = run("shebang_bash");
    assertThat(bash.outcomeText()).isEqualTo("failed (exit 1)");
    assertThat(outcome(bash).stdout()).isEqualTo("ALERT 3\n");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "needs python3");
    assertThat(outcome(run("shebang_python")).stdout()).isEqualTo("hello shebang_python\n");
  }

  @Test
  void a_death_by_signal_is_named() {
    JobResult killed = run("killed");
    assertThat(killed.outcomeText()).isEqualTo("failed (killed by SIGKILL)");
    assertThat(outcome(killed).exitCode()).hasValue(137);
  }

  @Test
  void a_job_that_exceeds_a_limit_says_which() {
    assertThat(run("hungry").outcomeText()).isEqualTo("failed (memory 50MB)");
    assertThat(run("busy").outcomeText()).isEqualTo("failed (cpu 10%)");
    assertThat(outcome(run("modest")).stdout()).isEqualTo("5\n0027\n64\n");
  }

  @Test
  void a_job_knows_its_place_among_those_of_its_run() {
    site.worker("web02");
    site.worker("web03");
    List<String> said = new ArrayList<>();
    site.submit("shard", Map.of(), RunOn.ALL, "web01", "web02", "web03")
        .forEach(job -> said.add(outcome(site.end(job)).stdout().strip()));
    assertThat(said).containsExactly("0 of 3", "1 of 3", "2 of 3");
    assertThat(outcome(run("shard")).stdout()).isEqualTo("0 of 1\n");
  }

  private JobResult run(String task) {
    return site.end(site.submit(task, Map.of(), RunOn.ALL, "web01").get(0), Duration.ofSeconds(30));
  }

  private static JobOutcome outcome(JobResult result) {
    return result.outcome().orElseThrow();
  }
}
