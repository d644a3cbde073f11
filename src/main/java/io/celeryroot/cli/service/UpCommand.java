// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.service;

import io.celeryroot.cli.console.ConfigLoader;
import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.ConsoleCommand;
import io.celeryroot.config.ClConfig;
import io.celeryroot.runtime.ServiceSettings;
import io.celeryroot.web.Operations;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code cl up}: everything in one process. */
@Command(
    description = {
      "Starts Redis, Beat and a worker for each host, in one process.",
      "Redis only if the one in the file does not answer; the hosts are those that the file names.",
      "Shows the jobs as they end. Ctrl-C stops it."
    },
    footer = {"", "Example: cl up"})
public final class UpCommand extends ConsoleCommand {

  @Mixin private final ServiceOptions service = new ServiceOptions();

  private final Function<Console, Operations> operations;

  public UpCommand(Function<Console, Operations> operations) {
    this.operations = operations;
  }

  @Override
  protected boolean run() {
    service.prepareLog(console);
    // First of all: what writes a log line before this would fix the level.
    if (!console.options().debug && ServiceOptions.level(console).isEmpty()) {
      // The lines of this command say the same; read by LogSetup when logging begins.
      System.setProperty("celeryroot.log", "WARN");
    }
    ClConfig config = ConfigLoader.loadWithRoutes(console);
    service.prepareOwn(console, config.redis());
    ServiceSettings settings = service.settingsWithPort(console, operations.apply(console));
    try (OwnRedis redis = OwnRedis.unlessAnswering(console, config)) {
      console.options().redisInstead = redis.config().redis().url();
      ServiceLauncher.run(new UpService(console, redis.config(), settings, redis::inPlaceOf));
    }
    console.say("stopped");
    return true;
  }
}
