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
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * The wall clock of a process that a test starts: shifted against that of the machine, and set
 * again while the process runs. Its monotonic clock stays as it is.
 */
public final class ShiftedClock {

  private final Path library;
  private final Path file;
  private Duration shift = Duration.ZERO;

  private ShiftedClock(Path library, Path file) {
    this.library = library;
    this.file = file;
  }

  /**
   * A clock that is right at first; the test is skipped where there is no C compiler.
   *
   * @param directory for its files, one for each clock
   */
  public static ShiftedClock in(Path directory) {
    try {
      Files.createDirectories(directory);
      Path source = directory.resolve("shift.c");
      Path library = directory.resolve("shift.so");
      try (InputStream text = ShiftedClock.class.getResourceAsStream("/clock/shift.c")) {
        Files.copy(text, source);
      }
      compile(source, library);
      ShiftedClock clock = new ShiftedClock(library, directory.resolve("seconds"));
      clock.set(Duration.ZERO);
      return clock;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void compile(Path source, Path library) throws IOException {
    Process compiler;
    try {
      compiler =
          new ProcessBuilder(
                  "gcc", "-shared", "-fPIC", "-O2", "-o", "" + library, "" + source, "-ldl")
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      abort("another time for one process needs gcc, which is not on the PATH");
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

  /** Sets it forward, or back if negative, against that of the machine; whole seconds. */
  public ShiftedClock set(Duration against) {
    ByteBuffer seconds = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    seconds.putLong(against.toSeconds()).flip();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(seconds, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    shift = against;
    return this;
  }

  /** What it shows. */
  public Instant now() {
    return Instant.now().plus(shift);
  }

  /** For the process that is to live by it. */
  public Map<String, String> environment() {
    return Map.of("LD_PRELOAD", library.toString(), "CL_CLOCK_SHIFT", file.toString());
  }
}
