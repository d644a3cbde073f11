// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.ConsoleCommand;
import io.celeryroot.cli.console.Suggestion;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cl help task run}: the same as {@code cl task run --help}. */
@Command(
    description = "Shows the help of a command.",
    footer = {"", "Example: cl help task"})
final class HelpCommand extends ConsoleCommand {

  @Parameters(paramLabel = "COMMAND", description = "Words of the command, such as: task run")
  private List<String> words = new ArrayList<>();

  @Spec private CommandSpec spec;

  @Override
  protected boolean run() {
    CommandLine command = spec.root().commandLine();
    for (String word : words) {
      CommandLine next = command.getSubcommands().get(word);
      if (next == null) {
        throw CommandFailure.wrongCommandLine("cl: " + Suggestion.noCommand(word, command));
      }
      command = next;
    }
    command.usage(console.out());
    return true;
  }
}
