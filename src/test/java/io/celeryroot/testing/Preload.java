// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * A library that takes the place of a part of the C library in a process that a test starts, and a
 * number by which the test tells it what to do, at any time.
 */
final class Preload {

  private final Path library;
  private final Path file;
  private final String variable;

  private Preload(Path library, Path file, String variable) {
    this.library = library;
    this.file = file;
    this.variable = variable;
  }

  /**
   * Compiles it; the test is skipped where there is no C compiler.
   *
   * @param directory for its files, one for each library
   * @param source name of a file of {@code /preload}, without {@code .c}
   * @param variable of the environment, by which it finds the file that holds the number
   */
  static Preload compile(Path directory, String source, String variable, long number) {
    try {
      Files.createDirectories(directory);
      Path code = directory.resolve(source + ".c");
      Path library = directory.resolve(source + ".so");
      try (InputStream text = Preload.class.getResourceAsStream("/preload/" + source + ".c")) {
        Files.copy(text, code);
      }
      compile(code, library);
      Preload preload = new Preload(library, directory.resolve("number"), variable);
      preload.set(number);
      return preload;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void compile(Path code, Path library) throws IOException {
    Process compiler;
    try {
      compiler =
          new ProcessBuilder(
                  "gcc", "-shared", "-fPIC", "-O2", "-o", "" + library, "" + code, "-ldl")
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      abort("another C library for one process needs gcc, which is not on the PATH");
      throw e;
    }
    String said = new String(compiler.getInputStream().readAllBytes(), UTF_8);
    try {
      if (compiler.waitFor() != 0) {
        abort("gcc cannot make a shared library here: " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Tells the process another number, which it heeds at once. */
  void set(long number) {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    bytes.putLong(number).flip();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(bytes, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** For the process that is to live with it. */
  Map<String, String> environment() {
    return Map.of("LD_PRELOAD", library.toString(), variable, file.toString());
  }
}
