// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.console;

import java.util.concurrent.Callable;

/** A command that answers yes or no, at the terminal that it was typed at. */
public abstract class ConsoleCommand implements Callable<Integer> {

  /** The terminal; as the options, set before the command runs. */
  protected Console console;

  public final void attach(Console terminal) {
    this.console = terminal;
  }

  @Override
  public final Integer call() throws Exception {
    return run() ? ExitCode.YES : ExitCode.NO;
  }

  /**
   * Does the work and prints the answer.
   *
   * @return true for yes or done, false for no
   */
  protected abstract boolean run() throws Exception;
}
