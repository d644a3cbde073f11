// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.GlobalOptions;
import io.celeryroot.cli.console.Suggestion;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code cl} without a command: starts Beat or a worker. */
@Command(
    customSynopsis = {
      "cl COMMAND [OPTIONS]",
      "cl CL.YAML --beat [--dry-run [--all]]",
      "cl CL.YAML --worker [--role ROLE] [--hostname HOST] [--concurrency N]"
    },
    description = "Cron for many machines: one file says what runs when on which hosts.",
    footer = {
      "",
      "Exit codes: 0 yes; 1 no; 2 wrong command line; 3 could not find out; 4 no such" + " thing.",
      "Help for a command: cl help COMMAND",
      "Example: cl task ping --targets webserver --wait"
    })
final class ClCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  private final Console console;

  @Mixin
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private final GlobalOptions options;

  private Optional<ServiceCall> service = Optional.empty();

  ClCommand(Console console) {
    this.console = console;
    this.options = console.options();
  }

  /** Adds the arguments that start Beat or a worker. */
  void addTo(CommandSpec root, ServiceCall call) {
    service = Optional.of(call);
    root.addMixin("service", CommandSpec.forAnnotatedObject(call));
  }

  @Override
  public Integer call() {
    if (service.filter(ServiceCall::isWanted).isPresent()) {
      return service.get().call();
    }
    Optional<String> word = service.flatMap(ServiceCall::idleWord);
    if (word.isPresent()) {
      throw unknownCommand(word.get());
    }
    return CommandGroup.showHelp(spec);
  }

  /** Returns true for a word that may be meant as a file, not as a command. */
  static boolean isFile(Console console, String word) {
    return Files.exists(console.directory().resolve(word)) || word.matches(".*\\.ya?ml");
  }

  private CommandFailure unknownCommand(String word) {
    return isFile(console, word)
        ? CommandFailure.wrongCommandLine(
            "cl: %s: no action given; fix: add --beat or --worker", word)
        : CommandFailure.wrongCommandLine(
            "cl: %s\n    see: cl --help", Suggestion.noCommand(word, spec.commandLine()));
  }
}
