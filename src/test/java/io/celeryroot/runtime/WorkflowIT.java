// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.job.JobListener;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.run.KnownHost;
import io.celeryroot.job.run.Runs;
import io.celeryroot.job.workflow.Ending;
import io.celeryroot.job.workflow.StepState;
import io.celeryroot.job.workflow.WorkflowStart;
import io.celeryroot.job.workflow.WorkflowState;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.queue.workflow.WorkflowListener;
import io.celeryroot.queue.workflow.WorkflowRuns;
import io.celeryroot.testing.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workflows with a real Redis, Beats and workers. */
class WorkflowIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path directory;

  private TestSite site;

  @AfterEach
  void close() {
    site.close();
  }

  /** Each task appends its name to a file and fails where a file with its name and "fails" is. */
  private TestSite site(String workflow) {
    site =
        TestSite.of(
            """
            workers:
              app: {hostnames: [a1, a2], concurrency: 2}
              db: {hostnames: [d1], concurrency: 2}
            tasks:
              stop: {command: [sh, -c, "echo stop >> %1$s/ran; sleep 0.3; test ! -e %1$s/stop.fails"]}
              backup: {command: [sh, -c, "echo backup >> %1$s/ran; test ! -e %1$s/backup.fails"]}
              start: {command: [sh, -c, "echo start >> %1$s/ran; test ! -e %1$s/start.fails"]}
              slow: {command: [sh, -c, "echo slow >> %1$s/ran; exec sleep 60"]}
            workflows:
              flow:
                tasks:
            %2$s
            """
                .formatted(directory, workflow.indent(6)));
    return site;
  }

  private List<String> ran() throws IOException {
    Path file = directory.resolve("ran");
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  private WorkflowRuns runs() {
    return new WorkflowRuns(
        site.redis(), site.config(), Set::<KnownHost>of, JobListener.NONE, WorkflowListener.NONE);
  }

  private String start() {
    return runs()
        .start(
            WorkflowStart.byHand(
                site.config(), site.config().workflow("flow").orElseThrow(), Runs.submitter()))
        .run()
        .id();
  }

  private WorkflowState end(String run) {
    await("end of " + run)
        .atMost(PATIENCE)
        .until(() -> runs().find(run).filter(WorkflowState::hasEnded).isPresent());
    return runs().find(run).orElseThrow();
  }

  private static List<String> steps(WorkflowState run) {
    return run.steps().stream()
        .map(StepState::end)
        .map(end -> end.map(Ending::text).orElse("open"))
        .toList();
  }

  @Test
  void a_step_starts_when_all_jobs_of_the_step_before_have_ended_well() throws IOException {
    site(
        """
        - {task: stop, targets: [app]}
        - {task: backup, targets: [db]}
        - {task: start, targets: [app]}
        """);
    site.worker("a1");
    site.worker("a2");
    site.worker("d1");
    site.beat(EngineListener.NONE);

    WorkflowState run = end(start());

    assertThat(steps(run)).containsExactly("ok", "ok", "ok");
    assertThat(run.end().map(Ending::outcome)).contains(Outcome.OK);
    assertThat(ran()).containsExactly("stop", "stop", "backup", "start", "start");
    assertThat(site.end(RunIds.step(run.id(), 2) + ".d1").task()).isEqualTo("backup");
  }
}
