// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import io.celeryroot.sign.Counters.Count;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CountersTest {

  @TempDir Path directory;

  private final List<Count> used = new ArrayList<>();
  private final Map<String, Long> looked = new TreeMap<>();

  @Test
  void each_chain_counts_from_1_also_after_a_restart() throws IOException {
    use("s ann");
    use("s ann");
    use("s bob");
    assertThat(used)
        .extracting(Count::number, Count::before)
        .containsExactly(tuple(1L, 0L), tuple(2L, 1L), tuple(1L, 0L));
    assertThat(written("s ")).containsExactly(entry("ann", 2L), entry("bob", 1L));
    assertThat(written("t ")).isEmpty();
  }

  @Test
  void each_chain_has_a_name_that_it_keeps_and_no_other_file_knows() throws IOException {
    use("s ann");
    use("s ann");
    use("s bob");
    Files.delete(file());
    use("s ann");
    List<String> chains = used.stream().map(Count::chain).toList();
    assertThat(chains.get(1)).isEqualTo(chains.get(0)).matches("[0-9a-f]{12}");
    assertThat(Set.copyOf(chains)).hasSize(3);
    assertThat(used.get(3).number()).isEqualTo(1);
  }

  @Test
  void a_number_whose_thing_was_not_written_is_not_used_again_and_the_next_tells_it()
      throws IOException {
    use("s ann");
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> counters().use("s ann", count -> CountersTest::fail))
          .isInstanceOf(IllegalStateException.class)
          .hasNoSuppressedExceptions();
    }
    assertThat(written("s ")).containsExactly(entry("ann", 1L));
    use("s ann");
    use("s ann");
    assertThat(used)
        .extracting(Count::number, Count::before)
        .containsExactly(tuple(1L, 0L), tuple(4L, 1L), tuple(5L, 4L));
  }

  @Test
  void who_comes_after_a_process_that_died_while_it_wrote_tells_that_this_may_be_missing()
      throws IOException {
    use("s ann");
    counters().use("s ann", count -> this::keepFile);
    Files.copy(directory.resolve("kept"), file(), StandardCopyOption.REPLACE_EXISTING);
    assertThat(written("s ")).containsExactly(entry("ann", 1L));
    use("s ann");
    assertThat(used).last().extracting(Count::number, Count::before).containsExactly(3L, 1L);
  }

  @Test
  void what_cannot_be_signed_takes_no_number() throws IOException {
    use("s ann");
    assertThatThrownBy(
            () ->
                counters()
                    .use(
                        "s ann",
                        count -> {
                          throw new IllegalStateException("no key");
                        }))
        .isInstanceOf(IllegalStateException.class);
    use("s ann");
    assertThat(used).extracting(Count::number).containsExactly(1L, 2L);
  }

  @Test
  void a_thing_is_written_once_though_the_file_cannot_tell_it_any_more() throws IOException {
    List<Long> times = new ArrayList<>();
    counters()
        .use(
            "s ann",
            count ->
                () -> {
                  times.add(count.number());
                  inTheWay();
                });
    assertThat(times).containsExactly(1L);
    assertThat(written("s ")).containsExactly(entry("ann", 0L));
  }

  @Test
  void a_look_does_not_wait_for_who_writes() throws IOException {
    use("s ann");
    counters().use("s ann", count -> () -> looked.putAll(written("s ")));
    assertThat(looked).containsExactly(entry("ann", 1L));
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
    use("s ann");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
  }

  private Path file() {
    return directory.resolve("counters");
  }

  private Counters counters() {
    return new Counters(file());
  }

  private void use(String name) throws IOException {
    use(counters(), name);
  }

  private void use(Counters counters, String name) throws IOException {
    counters.use(name, count -> () -> used.add(count));
  }

  private static void use(Counters counters, List<Long> written) {
    try {
      counters.use("s ann", count -> () -> written.add(count.number()));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Map<String, Long> written(String start) {
    try {
      Map<String, Long> written = new TreeMap<>();
      counters().newest(start).forEach((name, count) -> written.put(name, count.before()));
      return written;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void keepFile() {
    try {
      Files.copy(file(), directory.resolve("kept"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Leaves a directory where the next file is to be written. */
  private void inTheWay() {
    try {
      Files.createDirectories(directory.resolve("counters.new/full"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void fail() {
    throw new IllegalStateException("not written");
  }
}
