// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/**
 * This machine as a namespace of process ids. It tells a process from one of another machine, and
 * from a later one with the same id. Thread-safe.
 */
public final class Machine {

  public static final Machine HERE = new Machine(Path.of("/proc"));

  private final ProcessTable table;
  private final Optional<String> boot;
  private final String id;

  Machine(Path proc) {
    this.table = new ProcessTable(proc);
    this.boot = readBoot(proc);
    this.id = boot.orElseGet(() -> UUID.randomUUID().toString());
  }

  /** Returns an id shared, until the next boot, by all processes that see each other's pids. */
  public String id() {
    return id;
  }

  /** Returns an id of this boot and process namespace; empty on a system without {@code /proc}. */
  public Optional<String> boot() {
    return boot;
  }

  /**
   * Returns the start of a process: ticks since the boot, which do not change when the clock is
   * set, or milliseconds of the wall clock on a system without {@code /proc}.
   *
   * @return a number to compare, nothing else; 0 for a process that does not exist
   */
  public long start(long pid) {
    return table.find(pid).map(ProcessEntry::startTicks).orElse(0L);
  }

  /**
   * Returns true when a process of this machine is gone; another process may have its id by now.
   *
   * @param start as {@link #start} returned it
   */
  public boolean isGone(long pid, long start) {
    return table
        .find(pid)
        .filter(now -> now.startTicks() == start)
        .filter(now -> !now.isZombie())
        .isEmpty();
  }

  /** Containers of one host have the same boot id, but process ids of their own. */
  private static Optional<String> readBoot(Path proc) {
    try {
      String boot = Files.readString(proc.resolve("sys/kernel/random/boot_id"), US_ASCII).strip();
      String pids = Files.readSymbolicLink(proc.resolve("self/ns/pid")).toString();
      return Optional.of(boot + "-" + pids.replaceAll("[^0-9]", ""));
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }
}
