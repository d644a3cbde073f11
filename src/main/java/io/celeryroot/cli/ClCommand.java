// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.CommandGroup;
import io.celeryroot.cli.console.ConfigLoader;
import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.ExitCode;
import io.celeryroot.cli.console.GlobalOptions;
import io.celeryroot.cli.console.Suggestion;
import io.celeryroot.cli.service.BeatDryRun;
import io.celeryroot.cli.service.ServiceLauncher;
import io.celeryroot.cli.service.ServiceOptions;
import io.celeryroot.config.ClConfig;
import io.celeryroot.runtime.ServiceSettings;
import io.celeryroot.web.Operations;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
final class ClCommand extends CommandGroup {

  private final Console console;
  private final Operations operations;

  @Mixin private final GlobalOptions options;
  @Mixin private final ServiceOptions service = new ServiceOptions();

  @Parameters(
      arity = "0..1",
      paramLabel = "CL.YAML",
      description = "The file to read, for --beat and --worker.")
  private Path file;

  @Option(names = "--beat", description = "Start Beat, which makes the due runs.")
  private boolean beat;

  @Option(names = "--worker", description = "Start a worker, which executes jobs.")
  private boolean worker;

  @Option(
      names = "--dry-run",
      description = "With --beat: show what is due in the next 24 hours, and exit.")
  private boolean dryRun;

  @Option(
      names = "--all",
      description = "With --dry-run: each run of schedules that are due often, not the first few.")
  private boolean all;

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      description = "With --worker: serve this role only (default: all roles of the host).")
  private String role;

  @Option(
      names = "--hostname",
      paramLabel = "HOST",
      description =
          "With --worker: the host it serves (default: $CL_HOSTNAME, else the name of this machine).")
  private String hostname;

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      description =
          "With --worker: jobs at a time for each role (default: as in the file, else one per core).")
  private Integer concurrency;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version.")
  boolean version;

  /**
   * @param operations run the commands behind the actions of the dashboard
   */
  ClCommand(Console console, Operations operations) {
    this.console = console;
    this.operations = operations;
    this.options = console.options();
  }

  @Override
  public Integer call() {
    if (!beat && !worker) {
      if (file == null) {
        return super.call();
      }
      throw unknownCommand();
    }
    checkCombination();
    service.prepareLog(console);
    if (file != null) {
      options.config = file;
    }
    ClConfig config = worker ? ConfigLoader.loadWithRoutes(console) : ConfigLoader.load(console);
    if (dryRun) {
      BeatDryRun.answer(console, config, all);
      return ExitCode.YES;
    }
    ServiceSettings settings = service.settings(console, operations);
    if (beat) {
      ServiceLauncher.beat(console, config, settings);
    } else {
      ServiceLauncher.worker(
          console,
          config,
          Optional.ofNullable(role),
          Optional.ofNullable(hostname),
          concurrency == null ? OptionalInt.empty() : OptionalInt.of(concurrency),
          settings);
    }
    return ExitCode.YES;
  }

  private CommandFailure unknownCommand() {
    String word = file.toString();
    return Files.exists(console.directory().resolve(file)) || word.matches(".*\\.ya?ml")
        ? CommandFailure.wrongCommandLine(
            "cl: %s: no action given; fix: add --beat or --worker", word)
        : CommandFailure.wrongCommandLine(
            "cl: %s\n    see: cl --help", Suggestion.noCommand(word, spec.commandLine()));
  }

  private void checkCombination() {
    CommandFailure.refuseIf(
        beat && worker,
        "cl: --beat and --worker are two processes; fix: start each, or both with \"cl up\"");
    CommandFailure.refuseIf(dryRun && worker, "cl: --dry-run goes with --beat only");
    CommandFailure.refuseIf(all && !dryRun, "cl: --all goes with --dry-run only");
    CommandFailure.refuseIf(
        beat && (role != null || hostname != null || concurrency != null),
        "cl: --role, --hostname and --concurrency go with --worker only");
    CommandFailure.refuseIf(
        concurrency != null && concurrency < 1,
        "cl: --concurrency %s; need 1 or more",
        concurrency);
  }
}
