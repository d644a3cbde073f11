// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ShortageTest {

  static Stream<Exception> shortages() {
    return Stream.of(
        new IOException("Cannot run program \"sh\": error=24, Too many open files"),
        new SocketException("Too many open files in system"),
        new FileSystemException("/proc", null, "Too many open files"),
        new UncheckedIOException(new IOException("Cannot allocate memory")),
        new IllegalStateException(new IOException("Resource temporarily unavailable")));
  }

  @ParameterizedTest
  @MethodSource("shortages")
  void what_the_system_refuses_for_want_of_something_is_a_shortage(Exception failure) {
    assertThat(Shortage.in(failure)).isPresent();
  }

  static Stream<Exception> others() {
    return Stream.of(
        new IOException("No such file or directory"),
        new IOException((String) null),
        new NoSuchFileException("/srv/Too many open files"),
        new IllegalStateException("Too many open files"));
  }

  @ParameterizedTest
  @MethodSource("others")
  void what_a_job_names_or_prints_is_none(Exception failure) {
    assertThat(Shortage.in(failure)).isEmpty();
  }

  @Test
  void the_whole_system_is_told_from_one_process() {
    assertThat(Shortage.in(new IOException("Too many open files")))
        .hasValueSatisfying(shortage -> assertThat(shortage.fix()).contains("ulimit -n"));
    assertThat(Shortage.in(new IOException("Too many open files in system")))
        .hasValueSatisfying(shortage -> assertThat(shortage.fix()).contains("fs.file-max"));
  }
}
