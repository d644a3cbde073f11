// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
final class ContentMarkTest {

  @TempDir private Path directory;

  @Test
  void the_mark_of_a_file_is_that_of_its_text() throws IOException {
    Path file = Files.writeString(directory.resolve("cl.yaml"), "redis: é\n");

    assertThat(ContentMark.of(file)).isEqualTo(ContentMark.of("redis: é\n")).isNotEmpty();
    assertThat(ContentMark.of(file)).isNotEqualTo(ContentMark.of("redis: e\n"));
  }

  @Test
  void the_mark_of_a_directory_is_that_of_its_names() throws IOException {
    String empty = ContentMark.of(directory);

    Files.writeString(directory.resolve("web.yaml"), "");

    assertThat(ContentMark.of(directory)).isNotEqualTo(empty).isNotEmpty();
  }

  @Test
  void a_device_that_never_ends_and_what_is_not_there_count_as_nothing() {
    assertThat(ContentMark.of(Path.of("/dev/zero"))).isEmpty();
    assertThat(ContentMark.of(directory.resolve("none"))).isEmpty();
  }

  @Test
  void a_text_that_may_see_no_files_makes_nobody_look_at_them() {
    String text = "workers: {web: {hostnames: [web01]}}\ninclude: ['%s/*.yaml']\n";

    ReadResult read =
        ConfigReader.read(
            "pasted", text.formatted(directory), Map.of(), Optional.empty(), pattern -> Map.of());

    assertThat(read.inputs()).containsEntry(directory, "");
  }
}
