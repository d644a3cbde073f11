// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

class WorkerMaintenanceTest {

  @Test
  void no_failure_of_a_duty_is_its_last_time() {
    WorkerMaintenance keeper = new WorkerMaintenance(null, null, null, null, null);

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
