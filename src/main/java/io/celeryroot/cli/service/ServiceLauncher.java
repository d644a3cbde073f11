// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.service;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.ConfigLoader;
import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.LocalHost;
import io.celeryroot.cli.console.NameLookup;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Role;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.runtime.ReloadingBeat;
import io.celeryroot.runtime.RoutesRefused;
import io.celeryroot.runtime.Service;
import io.celeryroot.runtime.ServiceSettings;
import io.celeryroot.runtime.WorkerProcess;
import io.celeryroot.runtime.management.CannotListen;
import io.celeryroot.runtime.reload.FileWatch;
import io.celeryroot.runtime.reload.RestartNotice;
import io.celeryroot.text.Printable;
import io.celeryroot.worker.OutOfThreads;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Starts Beat and workers. With {@code UpService} the only class here that knows {@code runtime},
 * and with it Camel: other commands must not load it.
 */
public final class ServiceLauncher {

  /** Sections of cl.yaml that a worker uses. */
  private static final List<String> OF_WORKERS =
      List.of("redis", "workers", "tasks", "facts", "routes", "security");

  private ServiceLauncher() {}

  public static void beat(Console console, ClConfig config, ServiceSettings settings) {
    new SigningCheck(console, config).beat();
    Path file = ConfigLoader.path(console);
    run(
        new ReloadingBeat(
            config,
            LocalHost.name(console.env()),
            EngineListener.NONE,
            settings,
            file,
            () -> ConfigLoader.read(console, file),
            !console.terminal().in()));
  }

  public static void worker(
      Console console,
      ClConfig config,
      Optional<String> role,
      Optional<String> hostname,
      OptionalInt concurrency,
      ServiceSettings settings) {
    String host = hostname.orElseGet(() -> ownName(console, config));
    List<String> roles = config.servedRolesOf(host).stream().map(Role::name).toList();
    role.ifPresent(
        name ->
            CommandFailure.refuseIf(
                NameLookup.role(config, name).isCelery(),
                "cl: role %1$s is served by Celery's workers\n    fix: start one of them, or remove"
                    + " workers.%1$s.served_by",
                name));
    CommandFailure.refuseIf(
        roles.isEmpty() && !config.rolesOf(host).isEmpty(),
        "cl: host \"%s\": Celery's workers serve its roles\n    fix: start one of them, or remove"
            + " served_by of a role",
        host);
    if (roles.isEmpty() || (role.isPresent() && !roles.contains(role.get()))) {
      // A name for which no line in the file would help.
      CommandFailure.refuseIf(
          !Role.isHostName(host),
          "cl: host \"%s\": not a host name\n    fix: give a --hostname of letters, digits, \"-\" and dots",
          Printable.line(host));
      CommandFailure.refuseIf(
          role.isPresent(),
          "cl: host \"%1$s\" is not in role %2$s\n    fix: add it to workers.%2$s.hostnames, or give --hostname",
          host,
          role.orElse(""));
      throw CommandFailure.wrongCommandLine(
          "cl: host \"%s\" is in no role; roles are: %s\n    fix: add it to hostnames: of a role, or give --hostname",
          host, String.join(", ", config.roles().keySet()));
    }
    WorkerProcess.Identity identity =
        new WorkerProcess.Identity(host, role.map(List::of).orElse(roles), concurrency);
    new SigningCheck(console, config).worker(List.of(host));
    Path file = ConfigLoader.path(console);
    try (FileWatch watch =
        new FileWatch(
            file,
            () -> ConfigLoader.read(console, file),
            new RestartNotice(config, OF_WORKERS, "worker " + host))) {
      watch.start();
      run(new WorkerProcess(config, identity, EngineListener.NONE, settings));
    }
  }

  /** Runs a service to its end; routes that Camel can never run are a mistake of the user. */
  static void run(Service service) {
    OutOfThreads.watchAllThreads();
    try {
      service.runUntilSignal();
    } catch (RoutesRefused e) {
      String message = "cl: " + e.getMessage();
      throw (e.isPassing() ? CommandFailure.notFoundOut(message) : CommandFailure.no(message))
          .causedBy(e);
    } catch (CannotListen e) {
      throw CommandFailure.notFoundOut(
              "cl: %s\n    fix: give another --management-port, or 0 for any free one",
              e.getMessage())
          .causedBy(e);
    }
  }

  /** Returns the machine's name as the file writes it: in full, or up to the first dot. */
  private static String ownName(Console console, ClConfig config) {
    String full = LocalHost.name(console.env());
    String first = LocalHost.first(full);
    return config.rolesOf(full).isEmpty() && !config.rolesOf(first).isEmpty() ? first : full;
  }
}
