// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileFailureTest {

  @TempDir private Path directory;

  @Test
  void a_full_disk_is_told_in_words_and_leaves_no_half_file() throws IOException {
    Path file = Files.writeString(directory.resolve("my.key"), "half a");

    CommandFailure failure =
        FileFailure.halfWritten(file, new IOException("No space left on device"));

    assertThat(failure)
        .hasMessage(
            "cl: %s: could not be written: No space left on device;".formatted(file)
                + " fix: free some space there, or name another file");
    assertThat(failure.exitCode()).isEqualTo(3);
    assertThat(file).doesNotExist();
  }

  @Test
  void a_missing_right_is_told_with_the_place_where_it_is_missing() {
    assertThat(FileFailure.notWritten(Path.of("/srv/routes/a"), new AccessDeniedException("/srv")))
        .hasMessage(
            "cl: /srv/routes/a: could not be written: this user may not write to /srv;"
                + " fix: give it the right, or name another file");
  }
}
