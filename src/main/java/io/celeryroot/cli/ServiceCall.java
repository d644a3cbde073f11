// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.ConfigLoader;
import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.ExitCode;
import io.celeryroot.cli.service.BeatDryRun;
import io.celeryroot.cli.service.ServiceLauncher;
import io.celeryroot.cli.service.ServiceOptions;
import io.celeryroot.config.ClConfig;
import io.celeryroot.runtime.ServiceSettings;
import io.celeryroot.web.Operations;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The arguments of {@code cl} without a command, and what they start. Apart from {@link ClCommand},
 * because picocli takes longer to look at them than many a command takes to run.
 */
@Command
final class ServiceCall {

  private final Console console;
  private final Operations operations;

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

  ServiceCall(Console console, Operations operations) {
    this.console = console;
    this.operations = operations;
  }

  /** The word that is neither a command nor starts anything; empty: there is none. */
  Optional<String> idleWord() {
    return Optional.ofNullable(file).filter(any -> !isWanted()).map(Path::toString);
  }

  /** Returns true if Beat or a worker is to be started. */
  boolean isWanted() {
    return beat || worker;
  }

  /** Starts Beat or a worker, and returns when it has ended. */
  int call() {
    checkCombination();
    service.prepareLog(console);
    if (file != null) {
      console.options().config = file;
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
