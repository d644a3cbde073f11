// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.console;

import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that only has commands below it: alone it shows its help, as a mistake. */
public abstract class CommandGroup implements Callable<Integer> {

  private final Console console;

  @Spec private CommandSpec spec;

  public CommandGroup(Console console) {
    this.console = console;
  }

  @Override
  public final Integer call() {
    spec.commandLine().usage(console.err());
    return ExitCode.WRONG_COMMAND_LINE;
  }
}
