// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.console;

import io.celeryroot.text.FileReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Messages about files that cannot be written. */
public final class FileFailure {

  private FileFailure() {}

  /** Names the file, the reason and the fix. */
  public static CommandFailure notWritten(Path path, IOException failure) {
    return CommandFailure.notFoundOut(
            "cl: %s: could not be written: %s", path, FileReason.of(failure))
        .causedBy(failure);
  }

  /** Removes what was written of a file that was not there before, and states it likewise. */
  public static CommandFailure halfWritten(Path path, IOException failure) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
    return notWritten(path, failure);
  }
}
