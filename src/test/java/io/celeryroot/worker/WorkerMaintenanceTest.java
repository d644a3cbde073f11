// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

class WorkerMaintenanceTest {

  @Test
  void nothing_looks_after_jobs_until_one_is_claimed() {
    PlainThreads threads = new PlainThreads();
    WorkerMaintenance keeper = new WorkerMaintenance(null, null, null, null, null, () -> false);
    keeper.start(threads);
    try {
      int idle = threads.planned("look-after");
      assertThat(idle).as("lost jobs, delayed jobs").isEqualTo(2);

      keeper.lookAfterJobs();
      keeper.lookAfterJobs();

      assertThat(threads.planned("look-after")).isEqualTo(idle + 1);
    } finally {
      keeper.stop();
    }
  }

  @Test
  void jobs_are_looked_after_again_after_a_stop_and_a_start() {
    PlainThreads threads = new PlainThreads();
    WorkerMaintenance keeper = new WorkerMaintenance(null, null, null, null, null, () -> false);
    keeper.start(threads);
    keeper.lookAfterJobs();
    keeper.stop();
    keeper.start(threads);
    try {
      int idle = threads.planned("look-after");

      keeper.lookAfterJobs();

      assertThat(threads.planned("look-after")).isEqualTo(idle + 1);
    } finally {
      keeper.stop();
    }
  }

  @Test
  void no_failure_of_a_duty_is_its_last_time() {
    WorkerMaintenance keeper = new WorkerMaintenance(null, null, null, null, null, () -> false);

    assertThatCode(
            () -> {
              keeper.attend(
                  () -> {
                    throw new IllegalStateException("a defect");
                  });
              keeper.attend(
                  () -> {
                    throw new StackOverflowError();
                  });
            })
        .doesNotThrowAnyException();
  }
}
