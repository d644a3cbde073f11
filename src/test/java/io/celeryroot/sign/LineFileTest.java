// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  private static List<String> inTheWay(Path path) {
    try {
      Files.createFile(Files.createDirectory(path).resolve("full"));
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
