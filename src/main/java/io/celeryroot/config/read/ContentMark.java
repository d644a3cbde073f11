// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * A mark of what a file holds, or of the names in a directory. Two looks with different marks saw
 * different contents, whatever the clock of the file system says.
 */
public final class ContentMark {

  /** The mark of a file that is not there or cannot be read. */
  static final String NOTHING = "";

  /** Larger files are refused by the reading. */
  private static final int MOST_BYTES = 4 << 20;

  private ContentMark() {}

  /** The mark of a file with that text, in UTF-8. */
  static String of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String of(byte[] content) {
    CRC32C sum = new CRC32C();
    sum.update(content);
    return content.length + ":" + sum.getValue();
  }

  /** The mark of what is there now; a device or a pipe counts as nothing. */
  public static String of(Path path) {
    try {
      if (Files.isDirectory(path)) {
        return names(path);
      }
      return Files.isRegularFile(path) ? content(path) : NOTHING;
    } catch (IOException | UncheckedIOException e) {
      return NOTHING;
    }
  }

  private static String content(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return of(in.readNBytes(MOST_BYTES));
    }
  }

  private static String names(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return of(all.map(Path::toString).sorted().collect(Collectors.joining("\n")));
    }
  }
}
