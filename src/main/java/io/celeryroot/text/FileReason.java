// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.text;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Words for the reason why a file cannot be written. */
public final class FileReason {

  private static final String NO_SPACE = "No space left on device";

  private FileReason() {}

  /** Returns the reason and the fix. */
  public static String of(IOException failure) {
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
    String fix = NO_SPACE.equals(said) ? "free some space there" : "mend that";
    return said + "; fix: " + fix + ", or name another file";
  }
}
