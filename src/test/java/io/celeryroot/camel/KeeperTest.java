// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

class KeeperTest {

  @Test
  void no_failure_of_a_duty_is_its_last_time() {
    Keeper keeper = new Keeper(null, null, null);

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
