// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class SecretMaskerTest {

  @Test
  void a_secret_that_comes_in_two_pieces_is_masked() {
    SecretMasker masker = Secrets.of(List.of("open-sesame")).masker();

    assertThat(masker.add("say open-")).isEqualTo("say ");
    assertThat(masker.add("sesame!")).isEqualTo("***!");
    assertThat(masker.end()).isEmpty();
  }

  @Test
  void what_only_looked_like_the_beginning_of_a_secret_is_shown_later() {
    SecretMasker masker = Secrets.of(List.of("open-sesame")).masker();

    assertThat(masker.add("an open")).isEqualTo("an ");
    assertThat(masker.add(" door, open")).isEqualTo("open door, ");
    assertThat(masker.end()).isEqualTo("open");
  }

  @Test
  void secrets_that_overlap_leave_no_part_of_either() {
    Secrets secrets = Secrets.of(List.of("abcde", "deXYZ1", "abc"));

    assertThat(secrets.mask("<abcdeXYZ1>")).isEqualTo("<***>");
  }

  @Test
  void values_of_fewer_than_four_characters_are_not_looked_for() {
    assertThat(Secrets.of(List.of("abc", "")).mask("abc")).isEqualTo("abc");
  }

  @Property
  void wherever_a_text_is_cut_the_same_is_shown(
      @ForAll @CharRange(from = 'a', to = 'b') @StringLength(max = 40) String text,
      @ForAll @Size(max = 3)
          List<@CharRange(from = 'a', to = 'b') @StringLength(min = 4, max = 7) String> values,
      @ForAll @IntRange(min = 1, max = 9) int step) {
    Secrets secrets = Secrets.of(values);
    SecretMasker masker = secrets.masker();
    StringBuilder shown = new StringBuilder();

    for (int at = 0; at < text.length(); at += step) {
      shown.append(masker.add(text.substring(at, Math.min(text.length(), at + step))));
    }
    shown.append(masker.end());

    assertThat(shown.toString()).isEqualTo(secrets.mask(text));
  }
}
