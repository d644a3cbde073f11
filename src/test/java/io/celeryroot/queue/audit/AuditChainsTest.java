// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.celeryroot.sign.Counters.Count;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class AuditChainsTest {

  private static final String ANN = "ann as root@ops01";
  private static final String BOB = "bob as bob@ops02";
  private static final Instant NOW = Instant.ofEpochSecond(9999);

  private final List<StoredEntry> newestFirst = new ArrayList<>();

  @Test
  void chains_without_a_hole_tell_nothing() {
    write(ANN, 1, 2);
    write(BOB, 1);
    write(ANN, 3);
    assertThat(missing(true)).isEmpty();
    assertThat(reasons()).containsOnly("");
  }

  @Test
  void what_is_missing_in_between_is_told_before_the_entry_after_it() {
    write(ANN, 1, 2, 6, 8);
    AuditChains chains = new AuditChains(newestFirst, true);
    assertThat(chains.missingBefore(1))
        .singleElement()
        .satisfies(
            told -> {
              assertThat(told.missing()).isEqualTo(3);
              assertThat(told.who()).isEqualTo("ann");
              assertThat(told.host()).isEqualTo("ops01");
              assertThat(told.at()).isEqualTo(Instant.ofEpochSecond(3));
              assertThat(told.distrust())
                  .isEqualTo(
                      "gone: 3 entries of ann as root@ops01 between 1970-01-01T00:00:02Z"
                          + " and 1970-01-01T00:00:03Z, numbers 3 to 5");
            });
    assertThat(chains.missingBefore(0))
        .extracting(AuditEntry::distrust)
        .containsExactly(
            "gone: 1 entry of ann as root@ops01 between 1970-01-01T00:00:03Z"
                + " and 1970-01-01T00:00:04Z, number 7");
    assertThat(chains.missingBefore(2)).isEmpty();
  }

  @Test
  void each_signer_account_and_host_counts_on_its_own() {
    write(ANN, 1, 2);
    write(BOB, 1);
    write("ann as root@ops02", 1);
    write("ann as ann@ops01", 1, 2);
    assertThat(missing(true)).isEmpty();
    assertThat(reasons()).containsOnly("");
  }

  @Test
  void what_is_missing_before_the_oldest_is_told_only_if_it_cannot_have_been_dropped() {
    write(ANN, 5, 6);
    assertThat(missing(false)).isEmpty();
    assertThat(missing(true))
        .containsExactly(
            "gone: 4 entries of ann as root@ops01 before 1970-01-01T00:00:01Z, numbers 1 to 4");
  }

  @Test
  void what_is_missing_at_the_end_is_told_to_who_has_the_numbers() {
    write(ANN, 1, 2);
    AuditChains chains = new AuditChains(newestFirst, true);
    assertThat(chains.missingAfter(ANN, 2, NOW)).isEmpty();
    assertThat(chains.missingAfter(ANN, 4, NOW))
        .extracting(AuditEntry::distrust)
        .containsExactly(
            "gone: 2 entries of ann as root@ops01 after 1970-01-01T00:00:02Z, numbers 3 to 4");
    assertThat(chains.missingAfter(BOB, 2, NOW))
        .extracting(AuditEntry::missing, AuditEntry::at)
        .containsExactly(tuple(2L, NOW));
    assertThat(new AuditChains(newestFirst, false).missingAfter(BOB, 2, NOW)).isEmpty();
  }

  @Test
  void a_copy_is_told_and_the_first_of_them_believed() {
    write(ANN, 1, 2);
    newestFirst.add(0, at(3, newestFirst.get(1)));
    assertThat(reasons()).containsExactly("replayed: also at 1970-01-01T00:00:01Z", "", "");
    assertThat(missing(true)).isEmpty();
  }

  @Test
  void an_entry_that_a_client_sent_twice_counts_once() {
    write(ANN, 1, 3);
    write(BOB, 1);
    newestFirst.add(0, at(2, newestFirst.get(1)));
    write(ANN, 4);
    assertThat(reasons()).containsExactly("", "twice", "", "", "");
    assertThat(missing(true)).singleElement().asString().endsWith(", number 2");
  }

  @Test
  void a_number_that_was_given_twice_is_not_a_copy() {
    write(ANN, 1, 2, 3);
    write(ANN, 2, 3, 4);
    assertThat(reasons()).containsExactly("", "number 3 again", "number 2 again", "", "", "");
    assertThat(missing(true)).isEmpty();
  }

  @Test
  void an_entry_that_was_moved_is_told_and_is_not_missing_in_its_place() {
    write(ANN, 1, 3, 4, 2, 5);
    assertThat(reasons()).containsExactly("", "out of order: number 2 after 4", "", "", "");
    assertThat(missing(true)).isEmpty();
  }

  @Test
  void what_may_not_have_been_written_is_not_called_gone() {
    write(ANN, 1);
    write(stored(ANN, 5, 2));
    assertThat(missing(true))
        .containsExactly(
            "not written, or gone: 2 entries of ann as root@ops01 between 1970-01-01T00:00:01Z"
                + " and 1970-01-01T00:00:02Z, numbers 3 to 4",
            "gone: 1 entry of ann as root@ops01 between 1970-01-01T00:00:01Z"
                + " and 1970-01-01T00:00:02Z, number 2");
  }

  @Test
  void what_was_written_after_all_is_not_missing() {
    write(ANN, 1, 2);
    write(stored(ANN, 3, 1));
    assertThat(missing(true)).isEmpty();
  }

  @Test
  void a_hole_before_a_number_that_was_given_twice_is_told_once() {
    write(ANN, 1, 3);
    write(ANN, 3);
    assertThat(missing(true)).singleElement().asString().endsWith(", number 2");
  }

  @Test
  void an_entry_that_is_not_believed_has_no_number() {
    write(ANN, 1);
    AuditEntry forged = entry(2).distrusted("unsigned");
    write(new StoredEntry(forged, ANN, new Count("", 0, 0), ""));
    write(ANN, 3);
    assertThat(reasons()).containsExactly("", "unsigned", "");
    assertThat(missing(true)).singleElement().asString().endsWith(", number 2");
  }

  private void write(String chain, long... numbers) {
    for (long number : numbers) {
      write(stored(chain, number, number - 1));
    }
  }

  private void write(StoredEntry stored) {
    newestFirst.add(0, stored);
  }

  private StoredEntry stored(String chain, long number, long before) {
    int place = newestFirst.size() + 1;
    return new StoredEntry(entry(place), chain, new Count("c", number, before), "seal " + place);
  }

  private static StoredEntry at(long second, StoredEntry stored) {
    return new StoredEntry(entry(second), stored.chain(), stored.count(), stored.seal());
  }

  private static AuditEntry entry(long second) {
    return new AuditEntry(Instant.ofEpochSecond(second), "ann", "ops01", "", "x", "", 0);
  }

  private List<String> reasons() {
    AuditChains chains = new AuditChains(newestFirst, true);
    return places()
        .mapToObj(chains::entry)
        .map(entry -> entry.map(AuditEntry::distrust).orElse("twice"))
        .toList();
  }

  private List<String> missing(boolean isWhole) {
    AuditChains chains = new AuditChains(newestFirst, isWhole);
    return places()
        .mapToObj(chains::missingBefore)
        .flatMap(List::stream)
        .map(AuditEntry::distrust)
        .toList();
  }

  private IntStream places() {
    return IntStream.range(0, newestFirst.size());
  }
}
