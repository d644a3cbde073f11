// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.ExitCode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Standard output, which remembers that it could not be written; a {@link java.io.PrintWriter}
 * above it forgets. Confined to one thread.
 */
final class StandardOutput extends OutputStream {

  private static final Path ITSELF = Path.of("/dev/stdout");
  private static final int TYPE = 0170000;
  private static final int PIPE = 0010000;
  private static final int SOCKET = 0140000;

  private final OutputStream stream;
  private final BooleanSupplier isForReader;
  private Optional<IOException> failure = Optional.empty();

  /**
   * @param isForReader returns true if it goes to a process, which may end when it has read enough
   */
  StandardOutput(OutputStream stream, BooleanSupplier isForReader) {
    this.stream = stream;
    this.isForReader = isForReader;
  }

  /** Returns true if standard output of this process is a pipe or a socket. */
  static boolean isPipe() {
    try {
      int type = (int) Files.getAttribute(ITSELF, "unix:mode") & TYPE;
      return type == PIPE || type == SOCKET;
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    try {
      stream.write(bytes, from, length);
    } catch (IOException e) {
      failure = Optional.of(e);
      throw e;
    }
  }

  /**
   * Says so on standard error if a part of the answer is lost.
   *
   * @param exitCode of the command
   * @return the same, or that of an answer that was not given
   */
  int checked(int exitCode, Console console) {
    if (failure.isEmpty() || isForReader.getAsBoolean()) {
      return exitCode;
    }
    console.say(
        "cl: standard output: %s; the answer is not complete; fix: write it to where there is room"
            .formatted(failure.get().getMessage()));
    console.err().flush();
    return exitCode == ExitCode.YES ? ExitCode.NOT_FOUND_OUT : exitCode;
  }
}
