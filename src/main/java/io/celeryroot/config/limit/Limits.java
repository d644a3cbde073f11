// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.limit;

import static java.util.Objects.requireNonNull;

import io.celeryroot.config.Units;
import java.util.Optional;

/**
 * Bounds for what a task uses of its host. An empty value leaves what the worker itself has.
 *
 * @param memoryBytes of all processes of the task together
 * @param cpuPercent of one core
 * @param nice -20 to 19
 * @param ioClass at the disks
 * @param umask three or four octal digits
 * @param nofile open files of one process
 */
public record Limits(
    Optional<Long> memoryBytes,
    Optional<Integer> cpuPercent,
    Optional<Integer> nice,
    Optional<IoClass> ioClass,
    Optional<String> umask,
    Optional<Integer> nofile) {

  /** The limits of a task that has none. */
  public static final Limits NONE =
      new Limits(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  public Limits {
    requireNonNull(memoryBytes, "memoryBytes");
    requireNonNull(cpuPercent, "cpuPercent");
    requireNonNull(nice, "nice");
    requireNonNull(ioClass, "ioClass");
    requireNonNull(umask, "umask");
    requireNonNull(nofile, "nofile");
  }

  /** The limit as an outcome names it, such as {@code memory 512MB}. */
  public String memoryText() {
    return "memory " + Units.SIZES.format(memoryBytes.orElse(0L));
  }

  /** The limit as an outcome names it, such as {@code cpu 50%}. */
  public String cpuText() {
    return "cpu " + cpuPercent.orElse(0) + "%";
  }
}
