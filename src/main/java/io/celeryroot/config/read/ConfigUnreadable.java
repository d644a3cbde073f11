// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The file cl.yaml could not be read at all: it is not there, may not be read, or the disk failed.
 */
public final class ConfigUnreadable extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  ConfigUnreadable(Path file, IOException cause) {
    super(file + ": " + reason(cause), cause);
  }

  /** The reason in words why a file could not be read. */
  public static String reason(IOException cause) {
    if (cause instanceof NoSuchFileException) {
      return "no such file";
    }
    if (cause instanceof AccessDeniedException) {
      return "may not be read by this user";
    }
    return "could not be read: " + cause.getMessage();
  }
}
