// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeryroot.sign.Counters.Count;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CountersTest {

  @TempDir Path directory;

  private final List<Count> used = new ArrayList<>();

  @Test
  void each_chain_counts_from_1_also_after_a_restart() throws IOException {
    use(counters(), "s ann");
    use(counters(), "s ann");
    use(counters(), "s bob");
    assertThat(used).containsExactly(new Count(1, 0), new Count(2, 1), new Count(1, 0));
    assertThat(counters().newest("s ")).containsEntry("ann", 2L).containsEntry("bob", 1L);
    assertThat(counters().newest("t ")).isEmpty();
  }

  @Test
  void a_chain_that_is_not_in_the_file_goes_on_after_the_highest_number_in_use()
      throws IOException {
    counters().use("s ann", () -> 7, used::add);
    counters().use("s ann", () -> 99, used::add);
    assertThat(used).containsExactly(new Count(8, 7), new Count(9, 8));
  }

  @Test
  void a_number_whose_thing_was_not_written_is_not_used_again_and_the_next_tells_it()
      throws IOException {
    use(counters(), "s ann");
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> counters().use("s ann", () -> 0, CountersTest::fail))
          .isInstanceOf(IllegalStateException.class);
    }
    assertThat(counters().newest("s ")).containsEntry("ann", 1L);
    use(counters(), "s ann");
    use(counters(), "s ann");
    assertThat(used).containsExactly(new Count(1, 0), new Count(4, 1), new Count(5, 4));
  }

  @Test
  void a_process_that_dies_while_it_writes_has_used_its_number() throws IOException {
    counters().use("s ann", () -> 0, count -> assertThat(file()).content().startsWith("1 1 "));
    assertThat(counters().newest("s ")).containsEntry("ann", 1L);
  }

  @Test
  void those_who_write_at_once_get_numbers_of_their_own_and_write_in_their_order()
      throws Exception {
    List<Long> written = Collections.synchronizedList(new ArrayList<>());
    List<Thread> writers =
        IntStream.range(0, 4)
            .mapToObj(
                i ->
                    new Thread(
                        () -> {
                          for (int n = 0; n < 25; n++) {
                            use(counters(), written);
                          }
                        }))
            .toList();
    writers.forEach(Thread::start);
    for (Thread writer : writers) {
      writer.join();
    }
    assertThat(written).containsExactlyElementsOf(LongStream.rangeClosed(1, 100).boxed().toList());
  }

  @Test
  void nothing_is_used_where_the_file_cannot_be_written() throws IOException {
    Path notADirectory = Files.writeString(directory.resolve("file"), "");
    Counters counters = new Counters(notADirectory.resolve("counters"));
    assertThatThrownBy(() -> use(counters, "s ann")).isInstanceOf(IOException.class);
    assertThat(used).isEmpty();
  }

  @Test
  void only_its_owner_reads_the_file_and_a_look_makes_none() throws IOException {
    counters().newest("");
    assertThat(directory).isEmptyDirectory();
    use(counters(), "s ann");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
  }

  private Path file() {
    return directory.resolve("counters");
  }

  private Counters counters() {
    return new Counters(file());
  }

  private void use(Counters counters, String chain) throws IOException {
    counters.use(chain, () -> 0, used::add);
  }

  private static void use(Counters counters, List<Long> written) {
    try {
      counters.use("s ann", () -> 0, count -> written.add(count.number()));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void fail(Count count) {
    throw new IllegalStateException("not written: " + count);
  }
}
