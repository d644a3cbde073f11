// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that only has commands below it: alone it shows its help, as a mistake. */
abstract class CommandGroup implements Callable<Integer> {

  private final Session session;

  @Spec private CommandSpec spec;

  CommandGroup(Session session) {
    this.session = session;
  }

  @Override
  public final Integer call() {
    spec.commandLine().usage(session.err());
    return ExitCode.WRONG_COMMAND_LINE;
  }
}
