// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.testing;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * The wall clock of a process that a test starts: shifted against that of the machine, and set
 * again while the process runs. Its monotonic clock stays as it is.
 */
public final class ShiftedClock {

  private final Preload preload;
  private Duration shift = Duration.ZERO;

  private ShiftedClock(Preload preload) {
    this.preload = preload;
  }

  /**
   * A clock that is right at first; the test is skipped where there is no C compiler.
   *
   * @param directory for its files, one for each clock
   */
  public static ShiftedClock in(Path directory) {
    return new ShiftedClock(Preload.compile(directory, "shift", "CL_CLOCK_SHIFT", 0));
  }

  /** Sets it forward, or back if negative, against that of the machine; whole seconds. */
  public ShiftedClock set(Duration against) {
    preload.set(against.toSeconds());
    shift = against;
    return this;
  }

  /** What it shows. */
  public Instant now() {
    return Instant.now().plus(shift);
  }

  /** For the process that is to live by it. */
  public Map<String, String> environment() {
    return preload.environment();
  }
}
