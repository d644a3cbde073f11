// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.celeryroot.text.UnreadableValue;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class CronMistakesTest {

  private static final long SEED = Long.getLong("cron.oracle.seed", 20261123);
  private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"");

  @ParameterizedTest
  @CsvFileSource(resources = "mistakes.txt", delimiter = '|', quoteCharacter = '`')
  void each_mistake_is_named_located_and_answered(
      String text, String rule, String part, String message, String hint) {
    UnreadableValue mistake = mistakeIn(text);

    assertThat(mistake.getMessage()).isEqualTo(message);
    assertThat(mistake.hint()).isEqualTo(hint);
    assertThat(mistake.rule()).isEqualTo(rule);
    assertThat(text.substring(mistake.offset(), mistake.offset() + mistake.length()))
        .isEqualTo(part);
    assertThat(mistake.replacement().isEmpty() || hint.startsWith("write \"")).isTrue();
    hintIsTrue(mistake);
  }

  @Test
  void a_position_counts_from_the_start_of_the_given_text() {
    UnreadableValue mistake = mistakeIn("  0  24 * * *");

    assertThat(mistake.offset()).isEqualTo(5);
    assertThat(mistake.length()).isEqualTo(2);
  }

  @Test
  void an_empty_text_is_a_mistake_too() {
    UnreadableValue mistake = mistakeIn("");

    assertThat(mistake.rule()).isEqualTo("cron-empty");
    assertThat(mistake.getMessage()).isEqualTo("no cron expression");
    assertThat(mistake.length()).isZero();
    hintIsTrue(mistake);
  }

  @Test
  void blanks_of_a_web_page_are_found_and_replaced() {
    UnreadableValue mistake = mistakeIn("0\u00a03 * * *");

    assertThat(mistake.getMessage()).isEqualTo("U+00A0 is not a plain blank");
    assertThat(mistake.offset()).isEqualTo(1);
    assertThat(mistake.replacement()).contains("0 3 * * *");
  }

  @Test
  void a_long_text_is_cut_in_the_message() {
    UnreadableValue mistake = mistakeIn("1,".repeat(5000) + " * * * *");

    assertThat(mistake.getMessage().length()).isLessThan(120);
    assertThat(mistakeIn("0 " + "9".repeat(5000) + " * * *").getMessage().length()).isLessThan(120);
  }

  @Test
  void every_mistake_points_into_the_text_with_a_true_hint() {
    Random random = new Random(SEED);
    RandomCron expressions = new RandomCron(SEED);
    String signs = "0159*/,-?#LW @monjanévery\t\u00a0%~HS\"";
    for (int i = 0; i < 5000; i++) {
      StringBuilder text = new StringBuilder(expressions.next());
      for (int change = random.nextInt(3); change >= 0; change--) {
        int at = random.nextInt(text.length());
        text.setCharAt(at, signs.charAt(random.nextInt(signs.length())));
      }
      try {
        CronExpression.parse(text.toString());
      } catch (UnreadableValue mistake) {
        assertThat(mistake.offset()).as(text.toString()).isBetween(0, text.length());
        assertThat(mistake.offset() + mistake.length()).isLessThanOrEqualTo(text.length());
        assertThat(mistake.getMessage()).as(text.toString()).isNotBlank();
        hintIsTrue(mistake);
      }
    }
  }

  private static UnreadableValue mistakeIn(String text) {
    UnreadableValue mistake =
        catchThrowableOfType(UnreadableValue.class, () -> CronExpression.parse(text));
    assertThat(mistake).as("\"%s\" has a mistake", text).isNotNull();
    return mistake;
  }

  private static void hintIsTrue(UnreadableValue mistake) {
    assertThat(mistake.hint()).isNotBlank().doesNotContain("\n");
    assertThat(QUOTED.matcher(mistake.hint()).results().map(MatchResult::group).toList())
        .allSatisfy(quoted -> CronExpression.parse(quoted.substring(1, quoted.length() - 1)));
    assertThat(mistake.replacement().stream().toList())
        .allSatisfy(text -> assertThat(CronExpression.parse(text).text()).isEqualTo(text))
        .allSatisfy(text -> assertThat(mistake.hint()).contains("\"" + text + "\""));
  }
}
