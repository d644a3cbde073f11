// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.job.Job;
import io.celeryroot.job.Target;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.monitor.Spans;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AttemptReportTest {

  private final List<String> told = new ArrayList<>();
  private final AttemptReport report =
      new AttemptReport(
          "web01",
          new EngineListener() {
            @Override
            public void foreign(String what) {
              told.add(what);
            }
          },
          Spans.NONE);

  @Test
  void a_result_that_was_there_before_the_job_began_is_told() {
    report.notRun(job(), "ended before: SUCCESS");
    report.notRun(job(), "ended before: FAILURE");

    assertThat(told).containsExactly("result", "result");
  }

  @Test
  void a_cancelled_or_expired_job_is_nothing_strange() {
    report.notRun(job(), "ended before: REVOKED");
    report.notRun(job(), "expired");
    report.notRun(job(), "runs on worker w2");

    assertThat(told).isEmpty();
  }

  private static Job job() {
    return Job.unknown("j1", new Target("web", "web_tasks", Optional.of("web01")));
  }
}
