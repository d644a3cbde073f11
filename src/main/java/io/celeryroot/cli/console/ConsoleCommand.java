// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.console;

import java.util.concurrent.Callable;

/** A command of {@code cl} at the terminal that it was typed at. */
public abstract class ConsoleCommand implements Callable<Integer> {

  protected final Console console;

  protected ConsoleCommand(Console console) {
    this.console = console;
  }
}
