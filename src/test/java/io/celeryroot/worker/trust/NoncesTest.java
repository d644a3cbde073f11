// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NoncesTest {

  private static final Instant NOW = Instant.parse("2026-11-23T02:00:00Z");
  private static final Instant TOMORROW = NOW.plus(Duration.ofDays(1));

  @TempDir Path directory;

  private Instant now = NOW;

  @Test
  void a_job_runs_to_its_end_once() {
    try (Nonces nonces = open()) {
      assertThat(begin(nonces, 1)).isEmpty();
      assertThat(begin(nonces, 1)).contains("replayed: this host runs it");
      nonces.end(nonce(1));
      assertThat(begin(nonces, 1)).contains("replayed: this host has run it to its end");
      assertThat(begin(nonces, 2)).isEmpty();
    }
  }

  @Test
  void a_host_remembers_through_a_restart_of_its_workers() {
    try (Nonces nonces = open()) {
      begin(nonces, 1);
      nonces.end(nonce(1));
    }
    try (Nonces nonces = open()) {
      assertThat(begin(nonces, 1)).contains("replayed: this host has run it to its end");
    }
  }

  @Test
  void all_workers_of_a_host_share_what_they_know() {
    try (Nonces one = open();
        Nonces other = open()) {
      begin(one, 1);
      one.end(nonce(1));
      assertThat(begin(other, 1)).contains("replayed: this host has run it to its end");
      begin(other, 2);
      other.end(nonce(2));
      assertThat(begin(one, 2)).contains("replayed: this host has run it to its end");
    }
  }

  @Test
  void a_job_that_is_retried_released_or_whose_worker_died_goes_on_but_not_for_ever() {
    try (Nonces nonces = open()) {
      assertThat(nonces.begin(nonce(1), TOMORROW, 2)).isEmpty();
      nonces.goOn(nonce(1));
      assertThat(nonces.begin(nonce(1), TOMORROW, 2)).isEmpty();
      nonces.giveBack(nonce(1));
      assertThat(nonces.begin(nonce(1), TOMORROW, 2)).isEmpty();
    }
    try (Nonces afterCrash = open()) {
      assertThat(afterCrash.begin(nonce(1), TOMORROW, 3)).isEmpty();
      afterCrash.goOn(nonce(1));
      assertThat(afterCrash.begin(nonce(1), TOMORROW, 3))
          .contains("replayed: this host has begun it 3 times");
    }
  }

  @Test
  void a_link_in_the_place_of_the_file_is_refused() throws IOException {
    Path other = Files.writeString(directory.resolve("other"), "mine");
    Files.createSymbolicLink(directory.resolve("nonces"), other);

    assertThatThrownBy(this::open)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("nonces");

    assertThat(other).hasContent("mine");
  }

  @Test
  void a_line_that_a_crash_has_cut_hurts_no_other() throws IOException {
    try (Nonces nonces = open()) {
      begin(nonces, 1);
      nonces.end(nonce(1));
    }
    Files.writeString(file(), "+ " + nonce(2).substring(9), StandardOpenOption.APPEND);
    try (Nonces nonces = open()) {
      begin(nonces, 3);
      nonces.end(nonce(3));
    }
    try (Nonces nonces = open()) {
      assertThat(begin(nonces, 1)).isPresent();
      assertThat(begin(nonces, 3)).isPresent();
      assertThat(begin(nonces, 2)).isEmpty();
    }
  }

  @Test
  void the_file_stays_small_and_forgets_only_what_has_expired() throws IOException {
    try (Nonces nonces = open();
        Nonces other = open()) {
      begin(nonces, 0);
      nonces.end(nonce(0));
      for (int i = 1; i <= 8_000; i++) {
        nonces.begin(nonce(i), now.plusSeconds(1), 1);
        nonces.end(nonce(i));
        now = now.plusSeconds(1);
      }
      assertThat(Files.size(file())).isLessThan(700_000);
      assertThat(nonces.size()).isLessThan(7_000);
      assertThat(begin(nonces, 0)).isPresent();
      assertThat(begin(other, 0)).isPresent();
      assertThat(begin(other, 8_000)).isPresent();
    }
    try (Nonces nonces = open()) {
      assertThat(begin(nonces, 0)).isPresent();
    }
  }

  @Test
  void a_worker_notices_at_once_that_one_that_starts_has_replaced_the_file() throws IOException {
    String line = "+ %s " + TOMORROW.getEpochSecond() + " 1\n= %1$s\n";
    Files.writeString(
        file(),
        IntStream.range(0, 5_000)
            .mapToObj(i -> line.formatted(nonce(i)))
            .collect(Collectors.joining()));
    try (Nonces old = open()) {
      assertThat(begin(old, 0)).isPresent();
      Object replaced = key();
      try (Nonces starting = open()) {
        assertThat(key()).isNotEqualTo(replaced);
        assertThat(begin(old, 6_000)).isEmpty();
        old.end(nonce(6_000));
        assertThat(begin(starting, 6_000)).contains("replayed: this host has run it to its end");
      }
    }
  }

  private Object key() throws IOException {
    return Files.readAttributes(file(), BasicFileAttributes.class).fileKey();
  }

  @Test
  void a_worker_goes_on_in_a_new_file_where_the_old_one_was_deleted() throws Exception {
    try (Nonces nonces = open()) {
      begin(nonces, 1);
      Files.delete(file());
      begin(nonces, 2);
      nonces.end(nonce(2));
    }
    try (Nonces nonces = open()) {
      assertThat(begin(nonces, 2)).isPresent();
    }
  }

  @Test
  void what_was_begun_before_the_file_was_cut_stays_known() throws IOException {
    try (Nonces nonces = open()) {
      for (int i = 0; i < 4; i++) {
        begin(nonces, i);
        nonces.end(nonce(i));
        if (i == 2) {
          Files.writeString(file(), "");
        }
      }
    }
    try (Nonces nonces = open()) {
      assertThat(IntStream.range(0, 4).mapToObj(i -> begin(nonces, i)))
          .allMatch(Optional::isPresent);
    }
  }

  @Test
  void a_full_memory_refuses_new_jobs_and_forgets_none() {
    try (Nonces nonces = new Nonces(file(), clock(), 2)) {
      IntStream.range(0, 2).forEach(i -> begin(nonces, i));
      assertThat(begin(nonces, 2).orElseThrow()).contains("remembers 2 signed jobs");
      now = TOMORROW.plus(Nonces.KEPT_AFTER).plusSeconds(1);
      nonces.end(nonce(0));
      assertThat(begin(nonces, 3)).isEmpty();
    }
  }

  @Test
  void of_many_threads_with_the_same_message_one_begins() {
    try (Nonces nonces = open();
        Nonces other = open()) {
      AtomicInteger begun = new AtomicInteger();
      List.of(nonces, other).parallelStream()
          .flatMap(all -> IntStream.range(0, 50).boxed().parallel().map(i -> all))
          .forEach(all -> begun.addAndGet(all.begin(nonce(1), TOMORROW, 1).isEmpty() ? 1 : 0));
      assertThat(begun).hasValue(1);
    }
  }

  @Test
  void only_its_owner_can_read_or_change_the_file() throws IOException {
    try (Nonces nonces = open()) {
      begin(nonces, 1);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void what_is_noted_when_a_full_disk_has_room_again_is_remembered() throws Exception {
    assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", directory.toString()));
    try {
      int last = 1;
      try (Nonces nonces = open()) {
        begin(nonces, 1);
        Path fill = directory.resolve("fill");
        assertThatThrownBy(() -> Files.write(fill, new byte[64 << 10]))
            .isInstanceOf(IOException.class);
        while (Files.size(fill) > 0 && tryBegin(nonces, last + 1)) {
          last++;
        }
        int refused = last + 1;
        assertThat(tryBegin(nonces, refused)).as("with a line cut in the file").isFalse();
        Files.delete(fill);
        assertThat(begin(nonces, refused)).isEmpty();
        nonces.end(nonce(refused));
        last = refused;
      }
      try (Nonces nonces = open()) {
        assertThat(begin(nonces, last)).contains("replayed: this host has run it to its end");
      }
    } finally {
      run("umount", directory.toString());
    }
  }

  private static boolean tryBegin(Nonces nonces, int number) {
    try {
      assertThat(begin(nonces, number)).isEmpty();
      return true;
    } catch (UncheckedIOException e) {
      assertThat(e).hasMessageContaining("No space left on device");
      return false;
    }
  }

  private static boolean run(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void a_place_that_cannot_be_written_is_told_by_name() {
    assertThatThrownBy(() -> new Nonces(Path.of("/proc/none/nonces"), clock()))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("/proc/none/nonces");
  }

  private Path file() {
    return directory.resolve("nonces");
  }

  private InstantSource clock() {
    return () -> now;
  }

  private Nonces open() {
    return new Nonces(file(), clock());
  }

  private static Optional<String> begin(Nonces nonces, int number) {
    return nonces.begin(nonce(number), TOMORROW, 9);
  }

  private static String nonce(int number) {
    return "%032x".formatted(number);
  }
}
