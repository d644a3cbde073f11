// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.config;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.ConfigLoader;
import io.celeryroot.cli.console.ConsoleCommand;
import io.celeryroot.cli.console.Suggestion;
import io.celeryroot.config.ClConfig;
import io.celeryroot.migrate.export.HostSchedule;
import io.celeryroot.text.Text;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Parameters;

/** A command that prints the schedules of one host for another tool. */
abstract class ExportCommand extends ConsoleCommand {

  @Parameters(paramLabel = "HOST", description = "A host of cl.yaml.")
  private String host;

  /** Reads the schedules of the host; an unknown host ends the command. */
  final List<HostSchedule> schedules() {
    ClConfig config = ConfigLoader.load(console);
    if (config.rolesOf(host).isEmpty()) {
      Set<String> hosts = new LinkedHashSet<>();
      config.roles().values().forEach(role -> hosts.addAll(role.namedHosts()));
      throw CommandFailure.noSuchThing("cl: %s", Suggestion.unknown("host", host, hosts));
    }
    return HostSchedule.of(config, host);
  }

  final List<String> head() {
    return List.of("The jobs of " + host + " in cl.yaml, by: cl config export");
  }

  final boolean isComplete(List<String> leftOut) {
    if (!leftOut.isEmpty()) {
      console.say(
          "%s left out: %s", Text.count(leftOut.size(), "schedule"), String.join(", ", leftOut));
    }
    return leftOut.isEmpty();
  }
}
