// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import java.util.List;

/** Names of Linux's signals, which are the same on all processors that Java runs on. */
public final class Signals {

  /** See signal(7); the first has the number 1. */
  private static final List<String> NAMES =
      List.of(
          "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2",
          "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG",
          "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS");

  /** Exit code of a shell whose program a signal killed is this and the signal. */
  static final int SHELL_BASE = 128;

  static final int KILL = 9;
  static final int XCPU = 24;

  private Signals() {}

  /**
   * Returns the name of a signal, such as {@code SIGKILL}.
   *
   * @param number at least 1
   */
  public static String name(int number) {
    return number <= NAMES.size() ? "SIG" + NAMES.get(number - 1) : "signal " + number;
  }
}
