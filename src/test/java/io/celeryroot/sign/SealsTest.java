// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.sign;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeryroot.config.security.Signer;
import io.celeryroot.config.security.Signing;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class SealsTest {

  private static final Seals BEAT = TestSeals.of(TestSeals.BEAT);

  @Test
  void what_was_signed_is_believed() {
    assertThat(judge(BEAT, "order", seal(BEAT, "order", "a"), "a").isSigned()).isTrue();
  }

  @Test
  void a_changed_field_is_a_forgery() {
    assertThat(judge(BEAT, "order", seal(BEAT, "order", "a"), "b").reason())
        .isEqualTo("forged: signature of \"beat1\" does not fit");
  }

  @Test
  void a_signature_of_another_kind_of_thing_does_not_count() {
    assertThat(judge(BEAT, "result", seal(BEAT, "order", "a"), "a").isSigned()).isFalse();
  }

  @Test
  void a_signature_of_another_site_with_the_same_keys_does_not_count() {
    Seals other =
        TestSeals.of(
            TestSeals.site(Signing.REQUIRE, "test", TestSeals.submitter(TestSeals.BEAT)),
            TestSeals.BEAT);
    assertThat(judge(BEAT, "order", seal(other, "order", "a"), "a").isSigned()).isFalse();
  }

  @Test
  void a_stranger_cannot_sign_in_the_name_of_a_signer() {
    Seals stranger = TestSeals.of(TestSeals.STRANGER);
    assertThat(judge(BEAT, "order", seal(stranger, "order", "a"), "a").isSigned()).isFalse();
  }

  @Test
  void who_is_not_a_signer_is_not_believed() {
    Seals nobody = TestSeals.of(SigningKey.generate("nobody"));
    assertThat(judge(BEAT, "order", seal(nobody, "order", "a"), "a").reason())
        .isEqualTo("forged: signed by \"nobody\", who is not one of the signers");
  }

  @Test
  void each_of_several_keys_of_a_signer_counts_until_it_is_taken_away() {
    SigningKey next = SigningKey.generate("beat1");
    Signer both =
        new Signer(
            "beat1",
            List.of(TestSeals.BEAT.publicKey(), next.publicKey()),
            List.of(),
            List.of(),
            List.of(),
            Optional.empty());
    Seals rotating = TestSeals.of(TestSeals.site(Signing.REQUIRE, "default", both), TestSeals.BEAT);
    Seals withNext = TestSeals.of(next);
    assertThat(judge(rotating, "order", seal(BEAT, "order", "a"), "a").isSigned()).isTrue();
    assertThat(judge(rotating, "order", seal(withNext, "order", "a"), "a").isSigned()).isTrue();
    assertThat(judge(BEAT, "order", seal(withNext, "order", "a"), "a").isSigned()).isFalse();
  }

  @Test
  void nothing_of_a_signer_counts_after_its_end_whenever_it_was_signed() {
    Signer ending =
        new Signer(
            "beat1",
            List.of(TestSeals.BEAT.publicKey()),
            List.of(),
            List.of(),
            List.of(),
            Optional.of(TestSeals.NOW.plusSeconds(60)));
    var site = TestSeals.site(Signing.REQUIRE, "default", ending);
    Seal seal = seal(TestSeals.of(site, TestSeals.BEAT), "order", "a");
    Seals later = TestSeals.at(site, TestSeals.BEAT, TestSeals.NOW.plusSeconds(61));
    assertThat(judge(TestSeals.of(site, TestSeals.BEAT), "order", seal, "a").isSigned()).isTrue();
    assertThat(judge(later, "order", seal, "a").reason()).contains("not_after");
  }

  @Test
  void what_was_signed_in_the_future_does_not_count_yet() {
    Seals ahead =
        TestSeals.at(
            TestSeals.site(Signing.REQUIRE),
            TestSeals.BEAT,
            TestSeals.NOW.plus(Duration.ofMinutes(6)));
    assertThat(judge(BEAT, "order", seal(ahead, "order", "a"), "a").reason())
        .contains("yet to come");
  }

  @Test
  void no_two_lists_of_fields_have_the_same_bytes() {
    List<SignedBytes> all =
        List.of(
            new SignedBytes().text("ab").text("c"),
            new SignedBytes().text("a").text("bc"),
            new SignedBytes().text("abc"),
            new SignedBytes().text("abc").text(""),
            new SignedBytes().text("abc").optional(Optional.empty()),
            new SignedBytes().list(List.of("a", "bc")),
            new SignedBytes().list(List.of("a")).text("bc"));
    assertThat(all.stream().map(bytes -> Arrays.toString(bytes.toByteArray())).distinct())
        .hasSameSizeAs(all);
  }

  @Test
  void who_must_sign_and_has_no_key_is_told_how_to_make_one() {
    Seals without =
        new Seals(
            TestSeals.site(Signing.REQUIRE),
            Optional.empty(),
            Path.of("/etc/celeryroot/signing.key"),
            InstantSource.fixed(TestSeals.NOW));
    assertThatThrownBy(() -> seal(without, "order", "a"))
        .isInstanceOf(KeyUnusable.class)
        .hasMessageContaining("/etc/celeryroot/signing.key");
  }

  @Test
  void a_text_keeps_its_bytes_and_loses_its_signature_only() {
    String json = "{\"b\":1,\"a\":\"\\\",\\\"cl_seal\\\":\\\"\"}";
    String sealed = SealedText.seal(BEAT, "order", "name", json);
    assertThat(read(sealed, "name").json()).isEqualTo(json);
    assertThat(read(sealed, "name").verdict().isSigned()).isTrue();
    assertThat(read(sealed, "other").verdict().kind()).isEqualTo(SealVerdict.Kind.FORGED);
    assertThat(read(sealed.replace("\"b\":1", "\"b\":2"), "name").verdict().kind())
        .isEqualTo(SealVerdict.Kind.FORGED);
    assertThat(read(json, "name").verdict()).isEqualTo(SealVerdict.UNSIGNED);
  }

  @Test
  void half_a_pair_is_not_signed_as_the_question_mark_that_utf_8_makes_of_it() {
    List<byte[]> bytes =
        Stream.of("?", "\ud800", "\ud801", "a\udc00", "\ud83d\ude00")
            .map(text -> new SignedBytes().text(text).toByteArray())
            .toList();

    assertThat(bytes.stream().map(HexFormat.of()::formatHex)).doesNotHaveDuplicates();
    assertThat(bytes.get(4)).endsWith("\ud83d\ude00".getBytes(UTF_8));
  }

  private static SealedText read(String stored, String name) {
    return SealedText.read(BEAT, "order", name, stored, (signer, json) -> Optional.empty());
  }

  private static Seal seal(Seals seals, String kind, String field) {
    return seals.seal(kind, bytes -> bytes.text(field));
  }

  private static SealVerdict judge(Seals seals, String kind, Seal seal, String field) {
    Optional<Seal> read = Seal.parse(seal.text());
    assertThat(read).contains(seal);
    return seals.judge(kind, read, bytes -> bytes.text(field), signer -> Optional.empty());
  }
}
