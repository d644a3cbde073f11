// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.service;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.ExitCode;
import io.celeryroot.cli.console.LocalHost;
import io.celeryroot.cli.console.NameLookup;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.HostNames;
import io.celeryroot.config.Role;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.runtime.BeatProcess;
import io.celeryroot.runtime.RoutesRefused;
import io.celeryroot.runtime.Service;
import io.celeryroot.runtime.ServiceSettings;
import io.celeryroot.runtime.WorkerProcess;
import io.celeryroot.runtime.management.CannotListen;
import io.celeryroot.text.Printable;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Starts Beat and workers. With {@code UpService} the only class here that knows {@code runtime},
 * and with it Camel: other commands must not load it.
 */
public final class ServiceLauncher {

  private ServiceLauncher() {}

  public static int beat(Console console, ClConfig config, ServiceSettings settings) {
    return run(
        new BeatProcess(config, LocalHost.name(console.env()), EngineListener.NONE, settings));
  }

  public static int worker(
      Console console,
      ClConfig config,
      Optional<String> role,
      Optional<String> hostname,
      OptionalInt concurrency,
      ServiceSettings settings) {
    String host = hostname.orElseGet(() -> ownName(console, config));
    List<String> roles = config.rolesOf(host).stream().map(Role::name).toList();
    if (role.isPresent()) {
      NameLookup.role(config, role.get());
      if (!roles.contains(role.get())) {
        refuseImpossible(host);
        throw CommandFailure.wrongCommandLine(
            "cl: host \"%s\" is not in role %s\n    fix: add it to workers.%s.hostnames, or give --hostname"
                .formatted(host, role.get(), role.get()));
      }
      roles = List.of(role.get());
    }
    if (roles.isEmpty()) {
      refuseImpossible(host);
      throw CommandFailure.wrongCommandLine(
          "cl: host \"%s\" is in no role; roles are: %s\n    fix: add it to hostnames: of a role, or give --hostname"
              .formatted(host, String.join(", ", config.roles().keySet())));
    }
    WorkerProcess.Identity identity = new WorkerProcess.Identity(host, roles, concurrency);
    return run(new WorkerProcess(config, identity, EngineListener.NONE, settings));
  }

  /** Refuses names for which no line in the file would help. */
  private static void refuseImpossible(String host) {
    if (!HostNames.isPossible(host)) {
      throw CommandFailure.wrongCommandLine(
          "cl: host \"%s\": not a host name\n    fix: give a --hostname of letters, digits, \"-\" and dots"
              .formatted(Printable.line(host)));
    }
  }

  /** Runs a service to its end; routes that Camel can never run are a mistake of the user. */
  static int run(Service service) {
    try {
      service.runUntilSignal();
      return ExitCode.YES;
    } catch (RoutesRefused e) {
      throw e.isPassing()
          ? CommandFailure.notFoundOut("cl: " + e.getMessage(), e)
          : CommandFailure.no("cl: " + e.getMessage(), e);
    } catch (CannotListen e) {
      throw CommandFailure.notFoundOut(
          "cl: "
              + e.getMessage()
              + "\n    fix: give another --management-port, or 0 for any free one",
          e);
    }
  }

  /** Returns the machine's name as the file writes it: in full, or up to the first dot. */
  private static String ownName(Console console, ClConfig config) {
    String full = LocalHost.name(console.env());
    String first = LocalHost.first(full);
    return config.rolesOf(full).isEmpty() && !config.rolesOf(first).isEmpty() ? first : full;
  }
}
