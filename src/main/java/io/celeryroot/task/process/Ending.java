// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

/** How a process came to its end, seen from the runner. */
public enum Ending {
  /** Its main process ended by itself, with whatever exit code, or was killed by somebody else. */
  EXITED,
  /** It was still running after its timeout and its tree was ended. */
  TIMED_OUT,
  /**
   * {@link RunningProcess#cancel()}, an interrupt or {@link ProcessRunner#close()} ended its tree.
   */
  CANCELLED,
  /** The program was never executed; {@link ProcessResult#reason()} says why. */
  NOT_STARTED
}
