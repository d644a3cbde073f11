// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.console;

import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command with commands below it. Alone, it shows its help, as a mistake. */
public abstract class CommandGroup implements Callable<Integer> {

  @Spec protected CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.WRONG_COMMAND_LINE;
  }
}
