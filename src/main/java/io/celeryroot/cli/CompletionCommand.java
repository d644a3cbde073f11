// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import io.celeryroot.cli.console.ConsoleCommand;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cl completion}: a script that completes commands and options. */
@Command(
    description = "Prints a completion script for a shell.",
    footer = {
      "",
      "Example, bash: source <(cl completion bash)",
      "Example, zsh:  source <(cl completion zsh)"
    })
final class CompletionCommand extends ConsoleCommand {

  /** Shells by their names on the command line. */
  enum Shell {
    bash,
    zsh
  }

  private static final String FOR_ZSH =
      """
      #compdef cl
      autoload -U +X compinit && compinit
      autoload -U +X bashcompinit && bashcompinit
      """;

  @Parameters(paramLabel = "bash|zsh", description = "The shell.")
  private Shell shell;

  @Spec private CommandSpec spec;

  @Override
  protected boolean run() {
    // picocli's script for bash also serves zsh, through bashcompinit.
    String script = AutoComplete.bash("cl", spec.root().commandLine());
    console.out().print(shell == Shell.zsh ? FOR_ZSH + script : script);
    return true;
  }
}
