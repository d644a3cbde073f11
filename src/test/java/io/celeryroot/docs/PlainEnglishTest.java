// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The part of plain English that a script can check. */
final class PlainEnglishTest {

  private static final int LONGEST_LINE = 120;
  private static final double MOST_WORDS = 25;

  /** "There is no leader" is English; "it is no leader" is not. */
  private static final Pattern IS_NO =
      Pattern.compile("(?<!\\b[Tt]here )\\b(?:is|are) no (?!longer\\b|more than\\b)");

  private static final Pattern NO_SUBJECT =
      Pattern.compile(
          "(?:What|Whether|How|Of|As|Who|Whoever|Where|Which|Those|That|When|Without|No|Nothing"
              + "|Like|The same)\\b");

  static List<Path> pages() {
    return Prose.pages();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void lines_wrap_at_120(Path page) {
    assertThat(Prose.lines(page))
        .filteredOn(line -> line.strip().contains(" "))
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(LONGEST_LINE));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void sentences_have_at_most_25_words_on_average(Path page) {
    List<String> sentences = Prose.sentences(page);

    double words =
        sentences.stream().mapToInt(one -> one.strip().split("\\s+").length).average().orElse(0);

    assertThat(words).as("words a sentence").isLessThanOrEqualTo(MOST_WORDS);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void pages_say_is_not_a_instead_of_is_no(Path page) {
    assertThat(Prose.sentences(page))
        .allSatisfy(sentence -> assertThat(sentence).doesNotContainPattern(IS_NO));
  }

  @Test
  void javadoc_begins_with_a_noun_or_a_verb() {
    assertThat(Prose.javadoc())
        .hasSizeGreaterThan(500)
        .filteredOn(javadoc -> NO_SUBJECT.matcher(javadoc.text()).lookingAt())
        .extracting(Prose.Javadoc::place)
        .isEmpty();
  }

  @Test
  void javadoc_says_is_not_a_instead_of_is_no() {
    assertThat(Prose.javadoc())
        .filteredOn(javadoc -> IS_NO.matcher(javadoc.text()).find())
        .extracting(Prose.Javadoc::place)
        .isEmpty();
  }
}
