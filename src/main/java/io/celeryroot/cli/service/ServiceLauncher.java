// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.service;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.ConfigLoader;
import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.LocalHost;
import io.celeryroot.cli.console.NameLookup;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Role;
import io.celeryroot.runtime.ReloadingService;
import io.celeryroot.runtime.RoutesRefused;
import io.celeryroot.runtime.Service;
import io.celeryroot.runtime.ServiceSettings;
import io.celeryroot.runtime.WorkerProcess;
import io.celeryroot.runtime.management.CannotListen;
import io.celeryroot.runtime.reload.WatchedFile;
import io.celeryroot.text.Printable;
import io.celeryroot.worker.OutOfThreads;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/**
 * Starts Beat and workers. With {@code UpService} the only class here that knows {@code runtime},
 * and with it Camel: other commands must not load it.
 */
public final class ServiceLauncher {

  private ServiceLauncher() {}

  public static void beat(Console console, ClConfig config, ServiceSettings settings) {
    new SigningCheck(console, config).beat();
    run(ReloadingService.beat(config, LocalHost.name(console.env()), settings, watched(console)));
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
          "cl: host \"%s\" is in no role; roles are: %s%s\n    fix: add it to hostnames: of a role, or give --hostname",
          host, String.join(", ", config.roles().keySet()), inOtherCase(config, host));
    }
    new SigningCheck(console, config).worker(List.of(host));
    run(
        ReloadingService.worker(
            config,
            host,
            file -> WorkerProcess.Identity.of(file, host, role, concurrency),
            settings,
            watched(console)));
  }

  /** The file of a service, which heeds HUP unless that comes from a terminal that was closed. */
  static WatchedFile watched(Console console) {
    return watched(console, UnaryOperator.identity());
  }

  static WatchedFile watched(Console console, UnaryOperator<ClConfig> use) {
    Path file = ConfigLoader.path(console);
    return new WatchedFile(
        file,
        ProcessHandle.current().info().startInstant().orElse(Instant.EPOCH),
        () -> ConfigLoader.withRoutes(ConfigLoader.readAgain(console, file)),
        !console.terminal().in(),
        use);
  }

  private static String inOtherCase(ClConfig config, String host) {
    return config.roles().values().stream()
        .flatMap(role -> role.namedHosts().stream())
        .filter(host::equalsIgnoreCase)
        .findFirst()
        .map(name -> "; the file writes it \"" + name + "\", and case counts")
        .orElse("");
  }

  static void run(Service service) {
    run(service, () -> {});
  }

  /**
   * Runs a service to its end; routes that Camel can never run are a mistake of the user.
   *
   * @param started runs when the service has started
   */
  static void run(Service service, Runnable started) {
    OutOfThreads.watchAllThreads();
    try {
      service.runUntilSignal(started);
    } catch (RoutesRefused e) {
      String message = "cl: " + e.getMessage();
      throw (e.isPassing() ? CommandFailure.notFoundOut(message) : CommandFailure.no(message))
          .causedBy(e);
    } catch (CannotListen e) {
      throw CommandFailure.notFoundOut("cl: %s\n    fix: %s", e.getMessage(), e.fix()).causedBy(e);
    }
  }

  /** Returns the machine's name as the file writes it: in full, or up to the first dot. */
  private static String ownName(Console console, ClConfig config) {
    String full = LocalHost.name(console.env());
    String first = LocalHost.first(full);
    return config.rolesOf(full).isEmpty() && !config.rolesOf(first).isEmpty() ? first : full;
  }
}
