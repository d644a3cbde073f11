// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import io.celeryroot.config.ClConfig;
import io.celeryroot.runtime.ServiceSettings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code cl up}: everything in one process. */
@Command(
    name = "up",
    sortOptions = false,
    description = {
      "Starts Redis, Beat and a worker for each host, in one process.",
      "Redis only if the one in the file does not answer; the hosts are those that the file names.",
      "Shows the jobs as they end. Ctrl-C stops it."
    },
    footer = {"", "Example: cl up"})
final class UpCommand implements Callable<Integer> {

  private final Session session;

  @Mixin private final ServiceOptions service = new ServiceOptions();

  UpCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    service.prepareLog(session);
    // First of all: what writes a log line before this would fix the level.
    if (!session.options().debug && ServiceOptions.level(session).isEmpty()) {
      // The lines of this command say the same; read by logback.xml when logging begins.
      System.setProperty("celeryroot.log", "WARN");
    }
    ClConfig config = ConfigFile.loadWithRoutes(session);
    ServiceSettings settings = service.settings(session);
    try (OwnRedis redis = OwnRedis.unlessAnswering(session, config)) {
      Services.run(new UpService(session, redis.config(), settings));
    }
    session.say("stopped");
    return ExitCode.YES;
  }
}
