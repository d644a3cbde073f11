// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.ConfigLoader;
import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.ExitCode;
import io.celeryroot.cli.console.GlobalOptions;
import io.celeryroot.cli.console.Suggestion;
import io.celeryroot.cli.service.BeatDryRun;
import io.celeryroot.cli.service.ServiceLauncher;
import io.celeryroot.cli.service.ServiceOptions;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Version;
import io.celeryroot.runtime.ServiceSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cl} without a command: starts Beat or a worker. */
@Command(
    name = "cl",
    sortOptions = false,
    versionProvider = ClCommand.VersionLine.class,
    customSynopsis = {
      "cl COMMAND [OPTIONS]",
      "cl CL.YAML --beat [--dry-run [--all]]",
      "cl CL.YAML --worker [--role ROLE] [--hostname HOST] [--concurrency N]"
    },
    description = "Cron for many machines: one file says what runs when on which hosts.",
    footer = {
      "",
      "Exit codes: 0 yes; 1 the answer is no; 2 wrong command line; 3 could not find out; 4 no such"
          + " thing.",
      "Help for a command: cl help COMMAND",
      "Example: cl task ping --targets webserver --wait"
    })
final class ClCommand implements Callable<Integer> {

  private final Console console;

  @Mixin private final GlobalOptions options;
  @Mixin private final ServiceOptions service = new ServiceOptions();
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "CL.YAML",
      description = "The file to read, for --beat and --worker.")
  private Path file;

  @Option(names = "--beat", order = 1, description = "Start Beat, which makes the due runs.")
  private boolean beat;

  @Option(names = "--worker", order = 2, description = "Start a worker, which executes jobs.")
  private boolean worker;

  @Option(
      names = "--dry-run",
      order = 3,
      description = "With --beat: show what is due in the next 24 hours, and exit.")
  private boolean dryRun;

  @Option(
      names = "--all",
      order = 4,
      description = "With --dry-run: each run of schedules that are due often, not the first few.")
  private boolean all;

  @Option(
      names = "--role",
      order = 4,
      paramLabel = "ROLE",
      description = "With --worker: serve this role only (default: all roles of the host).")
  private String role;

  @Option(
      names = "--hostname",
      order = 5,
      paramLabel = "HOST",
      description =
          "With --worker: the host it serves (default: $CL_HOSTNAME, else the name of this machine).")
  private String hostname;

  @Option(
      names = "--concurrency",
      order = 6,
      paramLabel = "N",
      description =
          "With --worker: jobs at a time for each role (default: as in the file, else one per core).")
  private Integer concurrency;

  @Option(
      names = {"-V", "--version"},
      order = 7,
      versionHelp = true,
      description = "Show the version.")
  boolean version;

  ClCommand(Console console) {
    this.console = console;
    this.options = console.options();
  }

  @Override
  public Integer call() {
    if (!beat && !worker) {
      return file == null ? help() : unknownCommand();
    }
    checkCombination();
    service.prepareLog(console);
    if (file != null) {
      options.config = file;
    }
    ClConfig config = worker ? ConfigLoader.loadWithRoutes(console) : ConfigLoader.load(console);
    if (dryRun) {
      return new BeatDryRun(console, config, all).call();
    }
    ServiceSettings settings = service.settings(console);
    return beat
        ? ServiceLauncher.beat(console, config, settings)
        : ServiceLauncher.worker(
            console,
            config,
            Optional.ofNullable(role),
            Optional.ofNullable(hostname),
            concurrency == null ? OptionalInt.empty() : OptionalInt.of(concurrency),
            settings);
  }

  private int help() {
    spec.commandLine().usage(console.err());
    return ExitCode.WRONG_COMMAND_LINE;
  }

  private int unknownCommand() {
    if (Files.exists(console.directory().resolve(file)) || file.toString().matches(".*\\.ya?ml")) {
      throw CommandFailure.wrongCommandLine(
          "cl: " + file + ": no action given; fix: add --beat or --worker");
    }
    throw CommandFailure.wrongCommandLine(
        "cl: no command \""
            + file
            + "\""
            + Suggestion.of(file.toString(), spec.subcommands().keySet())
            + "\n    see: cl --help");
  }

  private void checkCombination() {
    if (beat && worker) {
      throw CommandFailure.wrongCommandLine(
          "cl: --beat and --worker are two processes; fix: start each, or both with \"cl up\"");
    }
    if (dryRun && worker) {
      throw CommandFailure.wrongCommandLine("cl: --dry-run goes with --beat only");
    }
    if (all && !dryRun) {
      throw CommandFailure.wrongCommandLine("cl: --all goes with --dry-run only");
    }
    if (beat && (role != null || hostname != null || concurrency != null)) {
      throw CommandFailure.wrongCommandLine(
          "cl: --role, --hostname and --concurrency go with --worker only");
    }
    if (concurrency != null && concurrency < 1) {
      throw CommandFailure.wrongCommandLine(
          "cl: --concurrency " + concurrency + "; need 1 or more");
    }
  }

  /** The line of {@code cl --version}. */
  static final class VersionLine implements IVersionProvider {

    @Override
    public String[] getVersion() {
      return new String[] {"cl " + Version.CURRENT};
    }
  }
}
