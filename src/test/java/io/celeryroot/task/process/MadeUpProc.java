// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A made-up {@code /proc}. */
final class MadeUpProc {

  /** No real process can have this pid, nor one above it. */
  static final long BASE = 100_000_000;

  static final String NAMESPACE = "boot-4026531836";

  private final Path proc;

  MadeUpProc(Path proc) throws IOException {
    this.proc = proc;
    Files.createDirectories(proc.resolve("self/ns"));
    Files.writeString(proc.resolve("self/stat"), "");
    Files.createSymbolicLink(proc.resolve("self/ns/pid"), Path.of("pid:[4026531836]"));
    Path random = Files.createDirectories(proc.resolve("sys/kernel/random"));
    Files.writeString(random.resolve("boot_id"), "boot\n");
  }

  Path path() {
    return proc;
  }

  void add(long pid, long parent, long session, long start, String state, String... environment)
      throws IOException {
    Path directory = Files.createDirectories(proc.resolve(Long.toString(pid)));
    String stat =
        pid
            + " (x) "
            + state
            + " "
            + parent
            + " "
            + session
            + " "
            + session
            + " 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 "
            + start
            + " 0 0\n";
    Files.writeString(directory.resolve("stat"), stat);
    Files.writeString(directory.resolve("environ"), String.join("\0", environment) + "\0");
  }

  void remove(long pid) throws IOException {
    Path directory = proc.resolve(Long.toString(pid));
    Files.delete(directory.resolve("stat"));
    Files.delete(directory.resolve("environ"));
    Files.delete(directory);
  }
}
