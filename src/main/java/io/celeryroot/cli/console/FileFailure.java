// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.console;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Messages about files that cannot be written. */
public final class FileFailure {

  private FileFailure() {}

  /** Names the file, the reason and the fix. */
  public static CommandFailure notWritten(Path path, IOException failure) {
    return CommandFailure.notFoundOut("cl: %s: could not be written: %s", path, words(failure))
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

  /** The reason and the fix. */
  static String words(IOException failure) {
    if (failure instanceof AccessDeniedException denied) {
      return "this user may not write to %s; fix: give it the right, or name another file"
          .formatted(denied.getFile());
    }
    if (failure instanceof NoSuchFileException missing) {
      return "no such directory: %s; fix: make it, or name another file"
          .formatted(Path.of(missing.getFile()).toAbsolutePath().getParent());
    }
    if (failure instanceof FileAlreadyExistsException other) {
      return "%s is not a directory; fix: rename it, or name another file"
          .formatted(other.getFile());
    }
    String said =
        failure instanceof FileSystemException file && file.getReason() != null
            ? file.getReason()
            : failure.getMessage();
    return said + "; fix: mend that, or name another file";
  }
}
