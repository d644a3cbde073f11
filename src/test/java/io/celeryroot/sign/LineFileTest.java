// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
final class LineFileTest {

  @TempDir Path directory;

  @Test
  void a_write_that_fails_leaves_no_file_behind() throws IOException {
    Path path = directory.resolve("lines");
    LineFile file = new LineFile(path);

    assertThatThrownBy(() -> file.update(old -> inTheWay(path))).isInstanceOf(IOException.class);

    try (var left = Files.list(directory)) {
      assertThat(left).containsExactlyInAnyOrder(path, directory.resolve("lines.lock"));
    }
  }

  @Test
  void a_link_in_the_place_of_the_new_file_is_not_written_through() throws IOException {
    Path target = Files.writeString(directory.resolve("target"), "precious");
    Files.createSymbolicLink(directory.resolve("lines.new"), target);

    new LineFile(directory.resolve("lines")).update(old -> List.of("a"));

    assertThat(target).hasContent("precious");
    assertThat(directory.resolve("lines")).hasContent("a");
  }

  @Test
  void who_waits_too_long_for_another_process_gives_up_and_changes_nothing() throws Exception {
    LineFile file = new LineFile(directory.resolve("lines"));
    file.update(old -> List.of("a"));
    try (FileChannel other =
        FileChannel.open(directory.resolve("lines.lock"), StandardOpenOption.WRITE)) {
      FileLock held = other.lock();
      assertThatThrownBy(() -> file.update(old -> List.of("b")))
          .isInstanceOf(IOException.class)
          .hasMessage("others had the lock for more than 1000 ms");
      assertThat(file.read()).containsExactly("a");
      held.release();
    }
    file.update(old -> List.of("c"));
    assertThat(file.read()).containsExactly("c");
  }

  @Test
  void who_waits_too_long_for_another_thread_gives_up() throws IOException {
    Path path = directory.resolve("lines");
    new LineFile(path)
        .inTurn(
            () ->
                assertThatThrownBy(() -> CompletableFuture.runAsync(() -> update(path)).join())
                    .hasRootCauseMessage("others had the lock for more than 1000 ms"));
  }

  @Test
  void who_is_interrupted_does_not_wait() throws IOException {
    Path path = directory.resolve("lines");
    new LineFile(path)
        .inTurn(
            () ->
                assertThatThrownBy(
                        () ->
                            CompletableFuture.runAsync(
                                    () -> {
                                      Thread.currentThread().interrupt();
                                      update(path);
                                    })
                                .join())
                    .hasStackTraceContaining("interrupted while others had the lock"));
  }

  private static void update(Path path) {
    try {
      new LineFile(path).update(old -> List.of("b"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> inTheWay(Path path) {
    try {
      Files.createFile(Files.createDirectory(path).resolve("full"));
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
