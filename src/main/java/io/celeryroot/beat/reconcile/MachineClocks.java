// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat.reconcile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** Reads the clocks of this machine. */
public final class MachineClocks {

  private static final Path UPTIME = Path.of("/proc/uptime");

  private MachineClocks() {}

  /**
   * Reads all clocks.
   *
   * @param wall the one that may be set
   */
  public static ClockWatch.Reading read(InstantSource wall) {
    return new ClockWatch.Reading(wall.instant(), System.nanoTime(), uptime());
  }

  private static Optional<Duration> uptime() {
    try {
      String seconds = Files.readString(UPTIME).split(" ", -1)[0];
      return Optional.of(Duration.ofMillis(Math.round(Double.parseDouble(seconds) * 1000)));
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }
}
