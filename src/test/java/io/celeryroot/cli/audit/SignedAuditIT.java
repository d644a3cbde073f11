// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.cli.Cl;
import io.celeryroot.job.Keys;
import io.celeryroot.redis.embedded.EmbeddedRedis;
import io.celeryroot.sign.KeyFile;
import io.celeryroot.sign.SigningKey;
import io.celeryroot.testing.TestRedis;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.XTrimParams;
import redis.clients.jedis.resps.StreamEntry;

/** The audit log of a site with signatures, and an attacker who may write every key of Redis. */
final class SignedAuditIT {

  @RegisterExtension static final TestRedis server = TestRedis.shared();

  private static final String CHAIN = "ann as " + System.getProperty("user.name") + "@desk1";

  @TempDir private Path directory;
  private final SigningKey ann = SigningKey.generate("ann");
  private UnifiedJedis attacker;

  @BeforeEach
  void makeSite() throws IOException {
    attacker = server.redis().jedis();
    KeyFile.write(directory.resolve("ann.key"), ann);
    write(ann);
  }

  /** Writes the file of two machines with files of their own, and one person with one key. */
  private void write(SigningKey key) throws IOException {
    write(key, server.url());
  }

  private void write(SigningKey key, String url) throws IOException {
    for (String host : List.of("desk1", "desk2")) {
      Path own = Files.createDirectories(directory.resolve(host));
      Files.writeString(
          own.resolve("cl.yaml"),
          """
          redis: {url: "%s"}
          workers: {web: {hostnames: [web01]}}
          schedules: {nightly: {cron: "0 2 * * *", task: ping, targets: [web]}}
          security:
            signing: require
            nonces: %s/nonces
            signers: {ann: {key: "%s"}}
          """
              .formatted(url, own, key.publicKey()));
    }
  }

  @Test
  void what_was_deleted_is_told_between_its_neighbours_on_every_machine() {
    for (int i = 1; i <= 5; i++) {
      pause("desk1", i);
    }
    attacker.xdel(Keys.AUDIT, id(1), id(3));

    assertThat(audit("desk2"))
        .containsExactly(
            "why 5",
            "gone: 1 entry of " + CHAIN + ", number 4",
            "why 3",
            "gone: 1 entry of " + CHAIN + ", number 2",
            "why 1");
    assertThat(cl("desk2").run("audit", "-o", "json").out())
        .contains("\"missing\": 1", "gone: 1 entry of " + CHAIN + "#", " between ", ", number 4");
  }

  @Test
  void nothing_is_told_where_nothing_was_done_to_the_log() {
    for (int i = 1; i <= 3; i++) {
      pause("desk1", i);
      pause("desk2", i);
    }
    assertThat(audit("desk1"))
        .containsExactly("why 3", "why 3", "why 2", "why 2", "why 1", "why 1");
  }

  @Test
  void what_was_trimmed_or_deleted_as_a_whole_is_told() {
    pause("desk1", 1);
    pause("desk1", 2);
    attacker.xtrim(Keys.AUDIT, XTrimParams.xTrimParams().maxLen(1));
    assertThat(audit("desk2")).containsExactly("why 2", "gone: 1 entry of " + CHAIN + ", number 1");
    attacker.del(Keys.AUDIT);
    assertThat(audit("desk1")).containsExactly("gone: 2 entries of " + CHAIN + ", numbers 1 to 2");
    pause("desk1", 3);
    assertThat(audit("desk2"))
        .containsExactly("why 3", "gone: 2 entries of " + CHAIN + ", numbers 1 to 2");
  }

  @Test
  void who_has_the_numbers_misses_the_last_entry() {
    pause("desk1", 1);
    pause("desk1", 2);
    attacker.xdel(Keys.AUDIT, id(1));
    assertThat(audit("desk1")).containsExactly("gone: 1 entry of " + CHAIN + ", number 2", "why 1");
  }

  @Test
  void a_copy_and_an_entry_in_another_place_are_marked() {
    pause("desk1", 1);
    pause("desk1", 2);
    pause("desk1", 3);
    attacker.xadd(Keys.AUDIT, StreamEntryID.NEW_ENTRY, entries().get(1).getFields());
    attacker.xadd(Keys.AUDIT, StreamEntryID.NEW_ENTRY, entries().get(0).getFields());
    attacker.xdel(Keys.AUDIT, id(0));
    assertThat(cl("desk2").run("audit").out().lines().skip(1))
        .satisfiesExactly(
            moved -> assertThat(moved).contains("(out of order: number 1 after 3)", "why 1"),
            copy -> assertThat(copy).contains("(replayed: also at ", "why 2"),
            third -> assertThat(third).doesNotContain("("),
            second -> assertThat(second).doesNotContain("("));
  }

  @Test
  void commands_at_once_get_numbers_in_the_order_of_the_log() throws Exception {
    List<Thread> commands = new ArrayList<>();
    for (int i = 1; i <= 8; i++) {
      int number = i;
      Thread thread = new Thread(() -> pause("desk1", number));
      thread.start();
      commands.add(thread);
    }
    for (Thread command : commands) {
      command.join();
    }
    assertThat(entries())
        .extracting(entry -> entry.getFields().get("number"))
        .containsExactly("1", "2", "3", "4", "5", "6", "7", "8");
  }

  @Test
  void what_could_not_be_written_is_told_when_it_happens_and_in_the_log() {
    pause("desk1", 1);
    attacker.rename(Keys.AUDIT, "away");
    attacker.set(Keys.AUDIT, "x");
    assertThat(cl("desk1").run("schedule", "resume", "nightly").err())
        .startsWith("cl: not in the audit log: ");
    attacker.rename("away", Keys.AUDIT);
    pause("desk1", 3);
    assertThat(audit("desk2"))
        .containsExactly(
            "why 3", "not written, or gone: 1 entry of " + CHAIN + ", number 2", "why 1");
  }

  @Test
  void a_file_that_is_lost_accuses_nobody_and_the_next_one_counts_from_1() throws IOException {
    pause("desk1", 1);
    pause("desk1", 2);
    Files.delete(numbers());
    pause("desk1", 3);
    assertThat(audit("desk1")).containsExactly("why 3", "why 2", "why 1");
    assertThat(entries().get(2).getFields()).containsEntry("number", "1");
  }

  @Test
  void each_redis_has_numbers_of_its_own() throws IOException {
    pause("desk1", 1);
    try (EmbeddedRedis second = EmbeddedRedis.start(Optional.empty(), List.of())) {
      write(ann, second.url());
      pause("desk1", 2);
      assertThat(audit("desk1")).containsExactly("why 2");
      write(ann);
      pause("desk1", 3);
      assertThat(audit("desk1")).containsExactly("why 3", "why 1");
      write(ann, second.url());
      pause("desk1", 4);
      assertThat(audit("desk1")).containsExactly("why 4", "why 2");
    }
  }

  @Test
  void each_file_of_an_account_has_numbers_of_its_own() throws IOException {
    pause("desk1", 1);
    Path shell = Files.move(numbers(), directory.resolve("shell"));
    pause("desk1", 2);
    Path cron = Files.move(numbers(), directory.resolve("cron"));
    Files.move(shell, numbers());
    pause("desk1", 3);
    assertThat(audit("desk1")).containsExactly("why 3", "why 2", "why 1");
    Files.move(cron, numbers(), StandardCopyOption.REPLACE_EXISTING);
    assertThat(audit("desk1")).containsExactly("why 3", "why 2", "why 1");
    assertThat(cl("desk1").run("audit").out()).doesNotContain("again", "gone");
  }

  @Test
  void a_file_that_others_have_for_too_long_is_told_and_stops_nothing() throws IOException {
    pause("desk1", 1);
    try (FileChannel other =
        FileChannel.open(directory.resolve("desk1/numbers.lock"), StandardOpenOption.WRITE)) {
      FileLock held = other.lock();
      assertThat(cl("desk1").run("schedule", "pause", "nightly", "--reason", "why 2").err())
          .startsWith("cl: the entry in the audit log has no number")
          .contains("others had the lock for more than 1000 ms");
      assertThat(audit("desk1")).containsExactly("why 2", "why 1");
      held.release();
    }
  }

  @Test
  void a_file_that_was_put_back_is_told_and_not_taken_for_a_replay() throws IOException {
    pause("desk1", 1);
    String old = Files.readString(numbers());
    pause("desk1", 2);
    Files.writeString(numbers(), old);
    pause("desk1", 3);
    assertThat(cl("desk2").run("audit").out()).contains("(number 2 again)").doesNotContain("gone");
  }

  @Test
  void a_file_that_cannot_be_written_is_told_and_stops_nothing() throws IOException {
    Files.createDirectory(numbers());
    Cl.Ended ended = cl("desk1").run("schedule", "pause", "nightly");
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.err())
        .startsWith("cl: the entry in the audit log has no number")
        .contains("\n    " + numbers() + ": ", "; fix: ", "(CL_AUDIT_FILE)\n")
        .doesNotContain("Exception");
    assertThat(entries()).singleElement().satisfies(e -> assertThat(has(e, "number")).isFalse());
    assertThat(cl("desk1").run("audit").out()).contains("ann  desk1").contains("schedule pause");
  }

  @Test
  void who_took_the_old_key_out_sees_what_it_signed_as_forged_and_goes_on() throws IOException {
    pause("desk1", 1);
    SigningKey next = SigningKey.generate("ann");
    Files.delete(directory.resolve("ann.key"));
    KeyFile.write(directory.resolve("ann.key"), next);
    write(next);
    pause("desk1", 2);
    assertThat(audit("desk1"))
        .containsExactly("why 2", "gone: 1 entry of " + CHAIN + ", number 1", "why 1");
    assertThat(cl("desk1").run("audit").out())
        .containsOnlyOnce("(forged: signature of \"ann\" does not fit)");
  }

  private void pause(String host, int why) {
    assertThat(cl(host).run("schedule", "pause", "nightly", "--reason", "why " + why).exitCode())
        .isZero();
  }

  private Cl cl(String host) {
    return new Cl(directory.resolve(host))
        .clock(Clock.systemUTC())
        .env("USER", "ann")
        .env("CL_HOSTNAME", host)
        .env("CL_AUDIT_FILE", directory.resolve(host).resolve("numbers").toString())
        .env("CL_KEY_FILE", directory.resolve("ann.key").toString());
  }

  private Path numbers() {
    return directory.resolve("desk1/numbers");
  }

  /** Reasons of the commands, and what is told of those that are missing. */
  private List<String> audit(String host) {
    return cl(host)
        .run("audit")
        .out()
        .lines()
        .skip(1)
        .map(line -> line.replaceFirst(".*--reason '(.*)'", "$1"))
        .map(
            line ->
                line.replaceFirst(
                    ".*?((not written, or )?gone: .*)#[0-9a-f]{12} (between|before|after) .*(, number.*)",
                    "$1$4"))
        .toList();
  }

  private List<StreamEntry> entries() {
    return attacker.xrange(Keys.AUDIT, "-", "+");
  }

  private StreamEntryID id(int place) {
    return entries().get(place).getID();
  }

  private static boolean has(StreamEntry entry, String field) {
    Map<String, String> fields = entry.getFields();
    return fields.containsKey(field);
  }
}
