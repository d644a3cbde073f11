// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/**
 * Tells this machine, with its process ids, from others, and a process from a later one that got
 * its id. Thread-safe.
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

  /** The same for all processes that see each other's process ids until the next boot. */
  public String id() {
    return id;
  }

  /**
   * Tells this boot, and the process ids that are seen from here, from others; empty where there is
   * no {@code /proc}.
   */
  public Optional<String> boot() {
    return boot;
  }

  /**
   * When a process started: in ticks since the boot, which no clock that is set changes; where
   * there is no {@code /proc}, in milliseconds of the wall clock.
   *
   * @return only serves to compare; 0 when there is no such process
   */
  public long start(long pid) {
    return table.find(pid).map(ProcessEntry::startTicks).orElse(0L);
  }

  /**
   * Whether a process of this machine is gone; its id may be another process's by now.
   *
   * @param start of {@link #start}
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
