// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.limit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One control group.
 *
 * @param directory below the worker's
 */
public record Cgroup(Path directory) {

  private static final Pattern KILLED = Pattern.compile("(?m)^oom_kill (\\d+)$");

  void write(String file, String value) throws IOException {
    Files.writeString(directory.resolve(file), value);
  }

  /** Returns true if the kernel killed a process of it for lack of memory. */
  public boolean wasOutOfMemory() {
    try {
      Matcher killed =
          KILLED.matcher(Files.readString(directory.resolve("memory.events"), US_ASCII));
      return killed.find() && Long.parseLong(killed.group(1)) > 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Removes it; false if a process is still in it. */
  boolean remove() {
    try {
      Files.deleteIfExists(directory);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
