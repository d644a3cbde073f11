// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.service;

import io.celeryroot.cli.console.ConfigLoader;
import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.ConsoleCommand;
import io.celeryroot.config.ClConfig;
import io.celeryroot.runtime.ReloadingService;
import io.celeryroot.runtime.ServiceSettings;
import io.celeryroot.web.Operations;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code cl web}: the dashboard alone. */
@Command(
    description = {
      "Serves the dashboard alone, beside those of Beat and workers with a --management-port.",
      "On 127.0.0.1 it needs no login and is read only, unless --web-write is given."
    },
    footer = {"", "Example: cl web --management-port 8642"})
public final class WebCommand extends ConsoleCommand {

  @Mixin private final ServiceOptions service = new ServiceOptions();

  private final Function<Console, Operations> operations;

  public WebCommand(Function<Console, Operations> operations) {
    this.operations = operations;
  }

  @Override
  protected boolean run() {
    service.prepareLog(console);
    ClConfig config = ConfigLoader.load(console);
    ServiceSettings settings = service.settingsWithPort(console, operations.apply(console));
    ReloadingService process =
        ReloadingService.web(config, settings, ServiceLauncher.watched(console));
    ServiceLauncher.run(
        process,
        () ->
            process
                .managementAddress()
                .ifPresent(address -> console.say("dashboard at " + address.resolve("/"))));
    return true;
  }
}
