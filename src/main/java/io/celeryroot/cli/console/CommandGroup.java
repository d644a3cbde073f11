// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.console;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that only has commands below it: alone it shows its help, as a mistake. */
public abstract class CommandGroup extends ConsoleCommand {

  @Spec private CommandSpec spec;

  public CommandGroup(Console console) {
    super(console);
  }

  @Override
  public final Integer call() {
    spec.commandLine().usage(console.err());
    return ExitCode.WRONG_COMMAND_LINE;
  }
}
