// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.security.Signing;
import io.celeryroot.sign.Counters.Count;
import io.celeryroot.sign.Seals;
import io.celeryroot.sign.TestSeals;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Which entries are read, and which are told to be missing among them. */
final class AuditReadingTest {

  private static final String BEAT = StoredEntry.chain("beat1", "ops01", "c");
  private static final String WORKER = StoredEntry.chain("web1", "web1", "c");

  private record Written(Instant at, Map<String, String> fields) {}

  private final List<Written> log = new ArrayList<>();
  private final Map<String, Long> own = new HashMap<>();
  private Instant now = TestSeals.NOW.minus(Duration.ofDays(30));
  private int looks;

  @Test
  void a_hole_is_told_though_the_entry_before_it_is_older_than_what_is_shown() {
    write(BEAT, 1);
    for (int i = 1; i <= 20; i++) {
      write(WORKER, i);
    }
    write(BEAT, 4);
    assertThat(rows(Instant.EPOCH, AuditReadingTest::any, 3))
        .containsExactly("beat1 4", "gone: 2 entries", "web1 20", "web1 19");
  }

  @Test
  void older_entries_are_read_only_until_those_that_are_shown_can_be_judged() {
    for (int i = 1; i <= 100; i++) {
      write(BEAT, i);
    }
    assertThat(rows(Instant.EPOCH, AuditReadingTest::any, 3))
        .containsExactly("beat1 100", "beat1 99", "beat1 98");
    // Those of the last ten minutes, and one more.
    assertThat(looks).isEqualTo(14);
  }

  @Test
  void nothing_but_what_was_asked_for_is_read_where_nothing_has_a_number() {
    for (int i = 1; i <= 100; i++) {
      append(StoredEntry.fields(Seals.NONE, entry("x", i), Optional.empty()));
    }
    assertThat(rows(Instant.EPOCH, AuditReadingTest::any, 3)).hasSize(3);
    assertThat(looks).isEqualTo(4);
  }

  @Test
  void what_is_missing_is_told_whichever_entries_are_wanted() {
    write(BEAT, 1, 3);
    write(WORKER, 1);
    assertThat(rows(Instant.EPOCH, entry -> entry.who().equals("web1"), 3))
        .containsExactly("web1 1", "gone: 1 entry");
  }

  @Test
  void a_copy_behind_the_limit_is_found() {
    write(BEAT, 1, 2);
    append(log.get(0).fields());
    assertThat(rows(Instant.EPOCH, AuditReadingTest::any, 1))
        .containsExactly("beat1 1 (replayed: also at 2026-10-24T02:01:00Z)");
  }

  @Test
  void an_entry_that_a_client_sent_twice_is_shown_once() {
    write(BEAT, 1, 2);
    append(log.get(1).fields());
    assertThat(rows(Instant.EPOCH, AuditReadingTest::any, 9)).containsExactly("beat1 2", "beat1 1");
  }

  @Test
  void an_entry_of_another_chain_is_not_the_same_account_again() {
    write(BEAT, 1, 2);
    write(StoredEntry.chain("beat1", "ops01", "d"), 1, 2);
    assertThat(rows(Instant.EPOCH, AuditReadingTest::any, 9))
        .containsExactly("beat1 2", "beat1 1", "beat1 2", "beat1 1");
  }

  @Test
  void what_is_older_than_asked_for_is_not_shown() {
    write(BEAT, 1, 2);
    assertThat(rows(now, AuditReadingTest::any, 9)).containsExactly("beat1 2");
  }

  @Test
  void what_this_host_wrote_last_is_missed() {
    write(BEAT, 1);
    write(WORKER, 1, 2);
    own.put(BEAT, 3L);
    assertThat(rows(Instant.EPOCH, AuditReadingTest::any, 1))
        .containsExactly("gone: 2 entries", "web1 2");
    log.clear();
    assertThat(rows(Instant.EPOCH, AuditReadingTest::any, 1)).containsExactly("gone: 3 entries");
  }

  @Test
  void a_forged_entry_fills_no_hole() {
    write(BEAT, 1);
    Map<String, String> forged =
        StoredEntry.fields(
            TestSeals.of(TestSeals.STRANGER), entry("beat1", 2), Optional.of(new Count("c", 2, 1)));
    append(forged);
    write(BEAT, 3);
    assertThat(rows(Instant.EPOCH, AuditReadingTest::any, 9))
        .containsExactly(
            "beat1 3",
            "gone: 1 entry",
            "beat1 2 (forged: signature of \"beat1\" does not fit)",
            "beat1 1");
  }

  @Test
  void an_entry_with_another_number_than_was_signed_is_forged() {
    write(BEAT, 1);
    Map<String, String> changed = new HashMap<>(log.get(0).fields());
    changed.put("number", "2");
    append(changed);
    changed.keySet().removeAll(List.of("number", "before", "account", "chain"));
    append(changed);
    assertThat(rows(Instant.EPOCH, AuditReadingTest::any, 9))
        .filteredOn(row -> row.contains("(forged"))
        .hasSize(2);
  }

  @Test
  void the_oldest_of_a_full_log_were_dropped_and_are_not_missing() {
    for (int i = 0; i < AuditReading.KEPT - 1; i++) {
      append(entry("x", i).fields());
    }
    write(BEAT, 7);
    assertThat(rows(Instant.EPOCH, AuditReadingTest::any, 1)).containsExactly("beat1 7");
    log.remove(0);
    assertThat(rows(Instant.EPOCH, AuditReadingTest::any, 1))
        .containsExactly("beat1 7", "gone: 6 entries");
  }

  private void write(String chain, int... numbers) {
    Seals seals =
        TestSeals.at(
            TestSeals.site(Signing.REQUIRE),
            chain.startsWith("beat1") ? TestSeals.BEAT : TestSeals.WORKER,
            now);
    for (int number : numbers) {
      append(
          StoredEntry.fields(
              seals,
              new AuditEntry(
                  now,
                  chain.replaceFirst(" .*", ""),
                  chain.replaceFirst(".*@(.*)#.*", "$1"),
                  "",
                  String.valueOf(number),
                  "",
                  0),
              Optional.of(new Count(chain.replaceFirst(".*#", ""), number, number - 1))));
    }
  }

  private void append(Map<String, String> fields) {
    now = now.plusSeconds(60);
    log.add(new Written(now, fields));
  }

  private AuditEntry entry(String who, int number) {
    return new AuditEntry(now, who, "ops01", "", String.valueOf(number), "", 0);
  }

  private List<String> rows(Instant since, Predicate<AuditEntry> wanted, int limit) {
    AuditReading reading =
        new AuditReading(TestSeals.of(TestSeals.BEAT), since, wanted, limit, own);
    looks = 0;
    boolean goesOn = true;
    for (int i = log.size() - 1; i >= 0 && goesOn; i--) {
      looks++;
      goesOn = reading.add(log.get(i).at(), log.get(i).fields());
    }
    return reading.rows(goesOn).stream().map(AuditReadingTest::text).toList();
  }

  private static boolean any(AuditEntry entry) {
    return true;
  }

  private static String text(AuditEntry row) {
    if (row.missing() > 0) {
      return row.distrust().replaceFirst(" of .*", "");
    }
    String reason = row.distrust().isEmpty() ? "" : " (" + row.distrust() + ")";
    return row.who() + " " + row.command() + (reason.equals(" (unsigned)") ? "" : reason);
  }
}
