// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.workflow;

import io.celeryroot.job.Outcome;

/**
 * One transition of a run of a workflow. What it does beside the state may be done twice.
 *
 * @param kind of it
 * @param step number, 1-based; 0: it is about the whole run
 * @param wave number, 1-based; 0: it is about the whole step
 * @param failed jobs of the step that have not ended well so far
 * @param outcome of what ends or is stopped; otherwise not used
 * @param reason in a few words; may be empty
 */
public record Transition(
    Kind kind, int step, int wave, int failed, Outcome outcome, String reason) {

  /** The kinds of transitions. */
  public enum Kind {
    /** The run before has ended: this one begins. */
    TAKE_PLACE,
    /** The steps after it are skipped, except those that always run. */
    STOP,
    /** A step begins with its first wave, on the hosts that are known now. */
    BEGIN,
    /** The jobs of the wave that has begun go into their queues. */
    QUEUE,
    /** The next wave of a step begins. */
    NEXT_WAVE,
    /** The jobs of a step are to be cancelled. */
    STOP_STEP,
    /** They are cancelled now. */
    CANCEL_JOBS,
    /** A step ends; jobs of waves that have not begun are skipped. */
    END_STEP,
    /** The run ends. */
    END
  }

  /** Words for what is being done, such as {@code beginning step 1}. */
  public String doing() {
    return switch (kind) {
      case TAKE_PLACE -> "beginning";
      case STOP -> "stopping";
      case BEGIN -> "beginning step " + step;
      case QUEUE -> "recording the queued jobs of step " + step;
      case NEXT_WAVE -> "beginning wave " + wave + " of step " + step;
      case STOP_STEP -> "stopping step " + step;
      case CANCEL_JOBS -> "recording the cancelled jobs of step " + step;
      case END_STEP -> "ending step " + step;
      case END -> "ending";
    };
  }

  static Transition takePlace() {
    return new Transition(Kind.TAKE_PLACE, 0, 0, 0, Outcome.OK, "");
  }

  /** The end of a run before its time. */
  public static Transition stop(Outcome outcome, String reason) {
    return new Transition(Kind.STOP, 0, 0, 0, outcome, reason);
  }

  static Transition begin(int step) {
    return new Transition(Kind.BEGIN, step, 1, 0, Outcome.OK, "");
  }

  static Transition queue(int step, int wave) {
    return new Transition(Kind.QUEUE, step, wave, 0, Outcome.OK, "");
  }

  static Transition nextWave(int step, int wave, int failed) {
    return new Transition(Kind.NEXT_WAVE, step, wave, failed, Outcome.OK, "");
  }

  static Transition stopStep(int step, Outcome outcome, String reason) {
    return new Transition(Kind.STOP_STEP, step, 0, 0, outcome, reason);
  }

  static Transition cancelJobs(int step) {
    return new Transition(Kind.CANCEL_JOBS, step, 0, 0, Outcome.OK, "");
  }

  /** The end of a step that has no jobs, or whose jobs are stopped. */
  public static Transition endStep(int step, Outcome outcome, String reason) {
    return endStep(step, 0, outcome, reason);
  }

  static Transition endStep(int step, int failed, Outcome outcome, String reason) {
    return new Transition(Kind.END_STEP, step, 0, failed, outcome, reason);
  }

  static Transition end(Outcome outcome, String reason) {
    return new Transition(Kind.END, 0, 0, 0, outcome, reason);
  }
}
