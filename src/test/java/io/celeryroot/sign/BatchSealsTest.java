// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.sign;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.security.Signer;
import io.celeryroot.config.security.Signing;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class BatchSealsTest {

  private static final Seals BEAT = TestSeals.of(TestSeals.BEAT);

  @Test
  void things_that_share_a_signature_are_believed_each_by_itself() {
    for (int size : new int[] {1, 2, 3, 5, 8, 500}) {
      List<BatchSeals.Thing> things = things(size);
      List<BatchSeal> made = BEAT.batches().sealAll("job", things);
      assertThat(made.stream().map(BatchSeal::signature).distinct()).hasSize(1);
      for (int i = 0; i < size; i++) {
        BatchSeal seal = made.get(i);
        assertThat(BatchSeal.parse(seal.text())).contains(seal);
        assertThat(judge("job", seal, things.get(i)).reason()).isEmpty();
        assertThat(judge("job", seal, things(size + 1).get(size)).isSigned()).isFalse();
        assertThat(judge("result", seal, things.get(i)).isSigned()).isFalse();
      }
    }
  }

  @Test
  void a_shared_signature_is_that_of_its_signer_time_size_and_place() {
    List<BatchSeals.Thing> things = things(4);
    BatchSeal seal = BEAT.batches().sealAll("job", things).get(1);
    assertThat(judge("job", seal, things.get(1)).isSigned()).isTrue();
    assertThat(
            List.of(
                copy(seal, "web1", seal.issued(), seal.index(), seal.size(), seal.path()),
                copy(seal, "beat1", seal.issued().minusMillis(1), 1, 4, seal.path()),
                copy(seal, "beat1", seal.issued(), 0, 4, seal.path()),
                copy(seal, "beat1", seal.issued(), 5, 4, seal.path()),
                copy(seal, "beat1", seal.issued(), 1, 3, seal.path()),
                copy(seal, "beat1", seal.issued(), 1, 0, seal.path()),
                copy(seal, "beat1", seal.issued(), 1, 4, ""),
                copy(seal, "beat1", seal.issued(), 1, 4, seal.path() + "AAAA"),
                copy(seal, "beat1", seal.issued(), 1, 4, "AAAAA")))
        .allSatisfy(forged -> assertThat(judge("job", forged, things.get(1)).isSigned()).isFalse());
  }

  @Test
  void a_node_of_a_tree_does_not_pass_for_a_leaf() {
    byte[] one = HashTree.leaf(new byte[16], new byte[] {1});
    byte[] two = HashTree.leaf(new byte[16], new byte[] {2});
    byte[] root = new HashTree(List.of(one, two)).root();
    byte[] salt = Arrays.copyOf(one, 16);
    byte[] content = Arrays.copyOf(Arrays.copyOfRange(one, 16, 32), 48);
    System.arraycopy(two, 0, content, 16, 32);
    assertThat(HashTree.leaf(salt, content)).isNotEqualTo(root);
  }

  @Test
  void what_was_checked_of_a_tree_helps_each_of_its_leaves_in_any_order_and_no_other_thing() {
    Random random = new Random(1);
    for (int size : new int[] {1, 2, 3, 4, 5, 7, 8, 13, 64, 100}) {
      Seals reader = TestSeals.of(TestSeals.BEAT);
      List<BatchSeals.Thing> things = things(size);
      List<BatchSeal> made = BEAT.batches().sealAll("job", things);
      for (int n = 0; n < 3 * size; n++) {
        int i = n < size ? n : random.nextInt(size);
        BatchSeal seal = made.get(i);
        BatchSeals.Thing other = things(size + 1).get((i + 1) % (size + 1));
        assertThat(judge(reader, "job", seal, things.get(i)).reason()).isEmpty();
        assertThat(judge(reader, "job", seal, other).isSigned()).isFalse();
        assertThat(judge(reader, "job", at((i + 1) % size, seal), things.get(i)).isSigned())
            .isEqualTo(size == 1);
      }
    }
  }

  @Test
  void a_node_that_was_checked_counts_in_its_own_tree_size_and_place_only() {
    Seals reader = TestSeals.of(TestSeals.BEAT);
    List<BatchSeals.Thing> things = things(8);
    List<BatchSeal> made = BEAT.batches().sealAll("job", things);
    List<BatchSeals.Thing> others = things(16).subList(8, 16);
    List<BatchSeal> otherTree = BEAT.batches().sealAll("job", others);
    assertThat(judge(reader, "job", made.get(2), things.get(2)).isSigned()).isTrue();
    assertThat(judge(reader, "job", otherTree.get(3), others.get(3)).isSigned()).isTrue();

    BatchSeal seal = made.get(3);
    BatchSeal foreign = otherTree.get(2);
    Map<String, BatchSeal> forged =
        Map.of(
            "another tree", copy(seal, foreign.signature(), 3, 8, seal.path()),
            "place of a sibling", copy(seal, seal.signature(), 2, 8, seal.path()),
            "same way from another place", copy(seal, seal.signature(), 7, 8, seal.path()),
            "larger tree", copy(seal, seal.signature(), 3, 9, seal.path()),
            "smaller tree", copy(seal, seal.signature(), 3, 4, seal.path()),
            "beyond the tree", copy(seal, seal.signature(), 11, 8, seal.path()),
            "longer path", copy(seal, seal.signature(), 3, 8, seal.path() + "AAAA"),
            "no path", copy(seal, seal.signature(), 3, 8, ""),
            "another time", copy(seal, "beat1", seal.issued().plusMillis(1), 3, 8, seal.path()),
            "another signer", copy(seal, "web1", seal.issued(), 3, 8, seal.path()));
    forged.forEach(
        (what, copy) ->
            assertThat(judge(reader, "job", copy, things.get(3)).isSigned()).as(what).isFalse());
    assertThat(judge(reader, "job", seal, things.get(3)).isSigned()).isTrue();
  }

  @Test
  void a_node_beside_a_forged_leaf_is_not_remembered() {
    Seals reader = TestSeals.of(TestSeals.BEAT);
    List<BatchSeals.Thing> things = things(4);
    List<BatchSeal> made = BEAT.batches().sealAll("job", things);
    BatchSeals.Thing evil = new BatchSeals.Thing("evil", bytes -> bytes.text("evil"));
    assertThat(judge(reader, "job", made.get(0), things.get(0)).isSigned()).isTrue();

    BatchSeal seal = made.get(2);
    List<BatchSeal> ofForger =
        TestSeals.of(TestSeals.STRANGER).batches().sealAll("job", List.of(evil, evil));
    BatchSeal copy =
        new BatchSeal(
            seal.signer(),
            seal.issued(),
            seal.signature(),
            ofForger.get(0).salt(),
            2,
            4,
            ofForger.get(0).path() + seal.path().substring(ofForger.get(0).path().length()));
    assertThat(judge(reader, "job", copy, evil).isSigned()).isFalse();
    assertThat(judge(reader, "job", at(3, copy), evil).isSigned()).isFalse();
    assertThat(judge(reader, "job", made.get(3), things.get(3)).isSigned()).isTrue();
  }

  @Test
  void the_next_leaf_of_a_tree_is_hashed_no_further_than_to_what_is_known() {
    List<byte[]> leaves =
        IntStream.range(0, 500)
            .mapToObj(i -> HashTree.leaf(new byte[16], new byte[] {(byte) i, (byte) (i >> 8)}))
            .toList();
    HashTree tree = new HashTree(leaves);
    HashPath known = HashPath.of(leaves.get(0), 0, 500, tree.path(0)).orElseThrow();
    for (int i = 1; i < 500; i++) {
      byte[] path = tree.path(i);
      // What is above the meeting is not needed, and may be anything.
      Arrays.fill(
          path,
          Math.min(path.length, 32 * Integer.numberOfTrailingZeros(i)),
          path.length,
          (byte) 0);
      known = known.meeting(leaves.get(i), i, path).orElseThrow();
      assertThat(known.root()).isEqualTo(tree.root());
    }
  }

  @Test
  void a_text_that_is_nearly_a_shared_signature_is_none() {
    String good = BEAT.batches().sealAll("job", things(3)).get(1).text();
    assertThat(BatchSeal.parse(good)).isPresent();
    String[] parts = good.split(" ", -1);
    List<String> bad =
        List.of(
            "",
            " ",
            good + " ",
            " " + good,
            good + " more",
            good.replaceFirst("^2", "3"),
            good.replaceFirst(" ", "  "),
            good.replace(parts[1], "1eat"),
            good.replace(parts[1], "be\u0430t1"),
            good.replace(parts[1], "b".repeat(65)),
            good.replace(parts[2], ""),
            good.replace(parts[2], "-5"),
            good.replace(parts[2], "1".repeat(16)),
            good.replace(parts[2], "\u0661"),
            good.replace(parts[3], parts[3].substring(1)),
            good.replace(parts[3], "=" + parts[3].substring(1)),
            good.replace(parts[4], parts[4] + "A"),
            good.replace(" 1 3 ", " 12345678 3 "),
            good.replace(" 1 3 ", " 1 +3 "),
            good.replace(parts[7], "A".repeat(855)),
            good.replace(parts[7], "_" + parts[7].substring(1)),
            " ".repeat(100_000));
    assertThat(bad).allSatisfy(text -> assertThat(BatchSeal.parse(text)).isEmpty());
  }

  @Test
  void what_was_checked_once_does_not_outlive_its_signer() {
    Signer ending =
        new Signer(
            "beat1",
            List.of(TestSeals.BEAT.publicKey()),
            List.of(),
            List.of(),
            List.of(),
            Optional.of(TestSeals.NOW.plusSeconds(60)));
    AtomicReference<Instant> now = new AtomicReference<>(TestSeals.NOW);
    Seals reader =
        new Seals(
            TestSeals.site(Signing.REQUIRE, "default", ending),
            Optional.of(TestSeals.BEAT),
            Path.of("key"),
            now::get);
    List<BatchSeals.Thing> things = things(2);
    List<BatchSeal> made = BEAT.batches().sealAll("job", things);
    assertThat(judge(reader, "job", made.get(0), things.get(0)).isSigned()).isTrue();
    now.set(TestSeals.NOW.plusSeconds(61));
    assertThat(judge(reader, "job", made.get(1), things.get(1)).reason()).contains("not_after");
  }

  @Test
  void a_wrong_signature_is_not_remembered_as_a_right_one() {
    Seals stranger = TestSeals.of(TestSeals.STRANGER);
    List<BatchSeals.Thing> things = things(2);
    List<BatchSeal> forged = stranger.batches().sealAll("job", things);
    for (int i : new int[] {0, 0, 1}) {
      assertThat(judge("job", forged.get(i), things.get(i)).isSigned()).isFalse();
    }
  }

  private static List<BatchSeals.Thing> things(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new BatchSeals.Thing("id" + i, bytes -> bytes.text("thing " + i)))
        .toList();
  }

  private static BatchSeal at(int index, BatchSeal seal) {
    return copy(seal, seal.signature(), index, seal.size(), seal.path());
  }

  private static BatchSeal copy(
      BatchSeal seal, String signature, int index, int size, String path) {
    return new BatchSeal(seal.signer(), seal.issued(), signature, seal.salt(), index, size, path);
  }

  private static BatchSeal copy(
      BatchSeal seal, String signer, Instant issued, int index, int size, String path) {
    return new BatchSeal(signer, issued, seal.signature(), seal.salt(), index, size, path);
  }

  private static SealVerdict judge(String kind, BatchSeal seal, BatchSeals.Thing thing) {
    return judge(BEAT, kind, seal, thing);
  }

  private static SealVerdict judge(
      Seals seals, String kind, BatchSeal seal, BatchSeals.Thing thing) {
    return seals.batches().judge(kind, seal, thing, signer -> Optional.empty());
  }
}
