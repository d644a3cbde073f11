// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Expected texts in files of the project. {@code -Dgolden=write} writes what is generated in their
 * place.
 */
public final class Golden {

  private static final boolean WRITE = "write".equals(System.getProperty("golden"));

  private Golden() {}

  /** Compares a generated text with its file. */
  public static void assertIs(Path file, String generated) throws IOException {
    write(file, generated);
    assertThat(generated)
        .as("%s; write it anew with: make generate", file)
        .isEqualTo(Files.readString(file));
  }

  /** Replaces the file if {@code -Dgolden=write} is given, otherwise does nothing. */
  public static void write(Path file, String generated) throws IOException {
    if (WRITE) {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, generated);
    }
  }
}
