// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.sign;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SeenOrdersTest {

  private static final Optional<Instant> FIRST = Optional.of(Instant.ofEpochSecond(1000));
  private static final Optional<Instant> SECOND = Optional.of(Instant.ofEpochSecond(2000));

  @TempDir Path directory;

  @Test
  void an_order_holds_until_it_is_taken_back_and_does_not_come_again() {
    SeenOrders seen = new SeenOrders(Optional.empty());
    assertThat(seen.holds("pause a", FIRST)).isTrue();
    assertThat(seen.holds("pause a", FIRST)).isTrue();
    assertThat(seen.holds("pause a", Optional.empty())).isFalse();
    assertThat(seen.holds("pause a", FIRST)).isFalse();
    assertThat(seen.holds("pause a", SECOND)).isTrue();
  }

  @Test
  void an_order_that_was_replaced_does_not_come_again() {
    SeenOrders seen = new SeenOrders(Optional.empty());
    assertThat(seen.holds("pause a", SECOND)).isTrue();
    assertThat(seen.holds("pause a", FIRST)).isFalse();
    assertThat(seen.holds("pause b", FIRST)).isTrue();
  }

  @Test
  void an_order_that_was_put_back_is_told_once() {
    SeenOrders seen = new SeenOrders(Optional.empty());
    seen.holds("pause a", SECOND);
    seen.holds("pause a", FIRST);
    seen.holds("pause a", FIRST);
    assertThat(seen.takeTroubles())
        .containsExactly("pause a: the order of 1970-01-01T00:16:40Z was put back");
    assertThat(seen.takeTroubles()).isEmpty();
  }

  @Test
  void what_was_seen_is_remembered_after_a_restart_and_by_other_processes_of_the_host() {
    Optional<Path> file = Optional.of(directory.resolve("new/orders"));
    SeenOrders one = new SeenOrders(file);
    SeenOrders other = new SeenOrders(file);
    other.holds("pause b", SECOND);
    one.holds("pause a", FIRST);
    one.holds("pause a", Optional.empty());
    SeenOrders next = new SeenOrders(file);
    assertThat(next.holds("pause a", FIRST)).isFalse();
    assertThat(next.holds("pause b", FIRST)).isFalse();
  }

  @Test
  void orders_about_other_things_of_a_kind_are_over() {
    SeenOrders seen = new SeenOrders(Optional.empty());
    seen.holds("control a", FIRST);
    seen.holds("control b", FIRST);
    seen.holds("pause c", FIRST);
    seen.onlyAbout("control ", List.of("control b"));
    assertThat(seen.holds("control a", FIRST)).isFalse();
    assertThat(seen.holds("control b", FIRST)).isTrue();
    assertThat(seen.holds("pause c", FIRST)).isTrue();
  }

  @Test
  void a_file_that_cannot_be_written_is_told_and_orders_are_remembered_meanwhile()
      throws Exception {
    Path notADirectory = Files.writeString(directory.resolve("file"), "");
    SeenOrders seen = new SeenOrders(Optional.of(notADirectory.resolve("orders")));
    seen.holds("pause a", SECOND);
    assertThat(seen.holds("pause a", FIRST)).isFalse();
    assertThat(seen.takeTroubles()).hasSize(1).noneMatch(trouble -> trouble.contains("cannot"));
    assertThat(seen.failure()).get().asString().startsWith("cannot write " + notADirectory);

    Files.delete(notADirectory);
    assertThat(seen.failure()).isEmpty();
    assertThat(new SeenOrders(Optional.of(notADirectory.resolve("orders"))).holds("pause a", FIRST))
        .isFalse();
  }

  @Test
  void processes_that_write_at_once_lose_nothing_of_each_other() throws Exception {
    Optional<Path> file = Optional.of(directory.resolve("orders"));
    List<Thread> writers =
        IntStream.range(0, 4)
            .mapToObj(
                i ->
                    new Thread(
                        () -> {
                          SeenOrders own = new SeenOrders(file);
                          IntStream.range(0, 25).forEach(n -> own.holds(i + " " + n, SECOND));
                        }))
            .toList();
    writers.forEach(Thread::start);
    for (Thread writer : writers) {
      writer.join();
    }
    assertThat(Files.readAllLines(file.get())).hasSize(100);
  }

  @Test
  void what_another_process_saw_taken_back_does_not_hold_here() {
    Optional<Path> file = Optional.of(directory.resolve("orders"));
    SeenOrders one = new SeenOrders(file);
    SeenOrders other = new SeenOrders(file);
    assertThat(one.holds("pause a", FIRST)).isTrue();
    assertThat(other.holds("pause a", FIRST)).isTrue();
    other.holds("pause a", Optional.empty());
    assertThat(one.holds("pause a", FIRST)).isFalse();
  }

  @Test
  void lines_that_are_none_of_ours_are_left_out() throws Exception {
    Path file = Files.writeString(directory.resolve("orders"), "x\n1 over\n99 over pause a\n");
    SeenOrders seen = new SeenOrders(Optional.of(file));
    assertThat(seen.holds("pause a", Optional.of(Instant.ofEpochMilli(99)))).isFalse();
  }
}
