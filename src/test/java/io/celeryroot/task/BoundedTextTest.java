// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class BoundedTextTest {

  private static final Pattern EVIL = Pattern.compile("(a|a|c\\1)+b");

  @Test
  @Timeout(30)
  void a_match_that_would_take_years_ends_in_time() {
    BoundedText text = new BoundedText("a".repeat(60) + "!", Duration.ofMillis(200));

    assertThatThrownBy(() -> EVIL.matcher(text).matches())
        .isInstanceOf(BoundedText.TimeIsOver.class);
  }

  @Test
  void an_ordinary_match_is_the_match_of_the_text() {
    BoundedText text = new BoundedText("aaab", Duration.ofSeconds(10));

    assertThat(EVIL.matcher(text).matches()).isTrue();
    assertThat(text.subSequence(1, 3)).hasToString("aa");
  }
}
