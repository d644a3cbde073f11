// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.forecast;

import io.celeryroot.config.Schedule;
import io.celeryroot.config.workflow.Step;
import io.celeryroot.job.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A part of a run whose hosts start together: all of it, a step or a wave of one.
 *
 * @param after time after the due instant, if the parts before it last as long as usual
 * @param usual duration of its task; zero: unknown
 * @param targets in their order
 */
record Phase(Duration after, Duration usual, List<Target> targets) {

  /**
   * Splits the runs of a schedule.
   *
   * @param usual durations by task; a task without one takes no time
   */
  static List<Phase> of(Schedule schedule, Hosts hosts, Map<String, Duration> usual) {
    List<Phase> phases = new ArrayList<>();
    Duration after = Duration.ZERO;
    for (Step step : schedule.steps()) {
      Duration lasts = usual.getOrDefault(step.task(), Duration.ZERO);
      List<Target> all = hosts.of(step);
      for (int wave = 1; wave <= step.waves(all.size()); wave++) {
        phases.add(new Phase(after, lasts, step.wave(all, wave)));
        after = after.plus(lasts);
      }
    }
    return phases;
  }

  /** Adds up how long all parts last. */
  static Duration total(List<Phase> phases) {
    return phases.stream().map(Phase::usual).reduce(Duration.ZERO, Duration::plus);
  }
}
