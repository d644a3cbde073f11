// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.testing.Mutations;
import io.celeryroot.text.UnreadableValue;
import java.time.Instant;
import java.time.ZoneId;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CronFuzzTest {

  private static final Instant NOW = Instant.parse("2026-11-23T10:20:30Z");

  @Provide
  Arbitrary<String> expressions() {
    return Mutations.of(Mutations.corpus("cron").get(0).lines().toList());
  }

  @Property(tries = 4000)
  void an_expression_is_understood_or_refused_at_a_place_inside_it(
      @ForAll("expressions") String text) {
    try {
      CronExpression cron = CronExpression.parse(text);
      assertThat(cron.describe()).isNotBlank();
      assertThat(cron.toQuartz()).isNotNull();
      DueInstants.next(cron, ZoneId.of("Europe/Berlin"), NOW)
          .ifPresent(next -> assertThat(next).isAfter(NOW));
    } catch (UnreadableValue e) {
      assertThat(e.getMessage()).isNotBlank();
      assertThat(e.offset()).isBetween(0, text.length());
      assertThat(e.offset() + e.length()).isLessThanOrEqualTo(Math.max(text.length(), 1) + 1);
    }
  }
}
