// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.management;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WrongPasswordsTest {

  private final AtomicLong now = new AtomicLong();
  private final WrongPasswords wrong = new WrongPasswords(now::get);

  @Test
  void each_wrong_password_doubles_the_delay_up_to_a_bound() {
    assertThat(wrong.delay("a")).isEqualTo(100);
    assertThat(wrong.delay("a")).isEqualTo(200);
    assertThat(wrong.delay("a")).isEqualTo(400);
    for (int i = 0; i < 100; i++) {
      assertThat(wrong.delay("a")).isBetween(1L, 5_000L);
    }
    assertThat(wrong.delay("a")).isEqualTo(5_000);
  }

  @Test
  void addresses_do_not_delay_each_other() {
    wrong.delay("a");
    wrong.delay("a");

    assertThat(wrong.delay("b")).isEqualTo(100);
  }

  @Test
  void wrong_passwords_are_forgotten_after_a_while() {
    wrong.delay("a");
    wrong.delay("a");
    now.addAndGet(600_001);

    assertThat(wrong.delay("a")).isEqualTo(100);
  }

  @Test
  void a_million_addresses_do_not_fill_the_memory() {
    for (int i = 0; i < 100_000; i++) {
      wrong.delay("address" + i);
    }
    assertThat(wrong.delay("address99999")).isEqualTo(200);
    assertThat(wrong.delay("address1")).isEqualTo(100);
  }
}
