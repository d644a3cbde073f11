// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.console;

/** The exit codes, the same for all commands. */
public final class ExitCode {

  /** Yes; done. */
  public static final int YES = 0;

  /** The answer is no: a job failed, the file has mistakes, the routes are stale. */
  public static final int NO = 1;

  /** The command line is wrong; nothing was done. */
  public static final int WRONG_COMMAND_LINE = 2;

  /**
   * Unknown: Redis is down, a file is unreadable, cl.yaml of a site has mistakes, a wait too short.
   */
  public static final int NOT_FOUND_OUT = 3;

  /** There is no such run, job, task, schedule or host. */
  static final int NO_SUCH_THING = 4;

  private ExitCode() {}
}
