// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;

/** Tells this machine, with its process ids, from others. */
public final class Machine {

  private static final String ID = readId();

  private Machine() {}

  /** The same for all processes that see each other's process ids until the next boot. */
  public static String id() {
    return ID;
  }

  /** Whether a process of this machine is gone; its id may be another process's by now. */
  static boolean isGone(long pid, long startedMillis) {
    return ProcessHandle.of(pid)
        .map(process -> startedMillis(process) != startedMillis)
        .orElse(true);
  }

  static long startedMillis(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  /** Containers of one host have the same boot id, but process ids of their own. */
  private static String readId() {
    try {
      String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id"), US_ASCII).strip();
      String pids = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
      return boot + "-" + pids.replaceAll("[^0-9]", "");
    } catch (IOException | UnsupportedOperationException e) {
      return UUID.randomUUID().toString();
    }
  }
}
