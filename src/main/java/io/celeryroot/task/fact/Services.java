// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.fact;

import io.celeryroot.config.limit.Limits;
import io.celeryroot.task.process.ProcessResult;
import io.celeryroot.task.process.ProcessResult.Ending;
import io.celeryroot.task.process.ProcessRunner;
import io.celeryroot.task.process.ProcessSpec;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Asks systemd about the units of this host. Thread-safe. */
public final class Services {

  private static final Duration KILL_AFTER = Duration.ofSeconds(1);
  private static final int MOST_OUTPUT = 4096;
  private static final String STATE = "ActiveState=";

  private final Duration longest;

  /**
   * @param longest time for an answer
   */
  public Services(Duration longest) {
    this.longest = longest;
  }

  /**
   * Returns whether a unit is active. One that does not exist is not.
   *
   * @param unit name, which does not begin with a dash; without a suffix it is a service
   * @throws IOException systemd gave no answer
   */
  public boolean isActive(String unit) throws IOException {
    ProcessResult result = run(spec(unit));
    if (result.ending() != Ending.EXITED || !result.isSuccess()) {
      throw new IOException(reason(result));
    }
    String state =
        result
            .stdout()
            .lines()
            .filter(line -> line.startsWith(STATE))
            .map(line -> line.substring(STATE.length()))
            .findFirst()
            .orElseThrow(() -> new IOException("systemctl does not say the state of " + unit));
    return state.equals("active") || state.equals("reloading");
  }

  private static ProcessResult run(ProcessSpec spec) {
    try (ProcessRunner runner = new ProcessRunner(Clock.systemUTC())) {
      return runner.run(spec, cancel -> {});
    }
  }

  private ProcessSpec spec(String unit) {
    return new ProcessSpec(
        List.of("systemctl", "show", "--property=ActiveState", "--", unit),
        Map.of("LC_ALL", "C"),
        Optional.empty(),
        Optional.empty(),
        false,
        longest,
        KILL_AFTER,
        Duration.ZERO,
        Limits.NONE,
        MOST_OUTPUT,
        Set.of(0),
        Optional.empty());
  }

  private String reason(ProcessResult result) {
    return switch (result.ending()) {
      case TIMED_OUT -> "no answer within " + longest.toSeconds() + " s";
      case NOT_STARTED -> result.reason().orElse("systemctl cannot be run");
      default ->
          "systemctl: "
              + result.stderr().strip().lines().reduce((first, last) -> last).orElse("no answer");
    };
  }
}
