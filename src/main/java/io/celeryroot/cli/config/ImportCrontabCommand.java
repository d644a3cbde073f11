// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.config;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.LocalHost;
import io.celeryroot.cron.TimeZones;
import io.celeryroot.migrate.ImportedSite;
import io.celeryroot.migrate.crontab.CrontabImport;
import io.celeryroot.text.UnreadableValue;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cl config import-crontab}: crontabs as cl.yaml. */
@Command(
    description = {
      "Prints crontabs as cl.yaml: of users, of /etc/cron.d, of several hosts at once.",
      "What cannot be carried over is listed on stderr with what to do; the exit code is 1 then."
    },
    footer = {
      "",
      "Examples:",
      "  crontab -l | cl config import-crontab > cl.yaml",
      "  cl config import-crontab /etc/crontab /etc/cron.d /etc/cron.daily --check",
      "  cl config import-crontab --host web01=web01/crontab --host web02=web02/crontab"
    })
public final class ImportCrontabCommand extends ImportCommand {

  @Parameters(
      paramLabel = "FILE",
      description =
          "Crontabs of this host: files, cron.d, crontabs, cron.daily and the like"
              + " (default: -, the standard input).")
  private List<String> files = new ArrayList<>();

  @Option(
      names = "--host",
      paramLabel = "[USER@]HOST=FILE",
      description = "A crontab of another host, and whose it is; may be repeated.")
  private List<String> hosts = new ArrayList<>();

  @Option(
      names = "--user",
      paramLabel = "USER",
      description =
          "Owner of crontabs without users whose path does not tell it (default: for the standard"
              + " input $LOGNAME).")
  private String user;

  @Option(
      names = "--system",
      description = "The lines name a user before the command, as in /etc/crontab.")
  private boolean isSystem;

  @Option(
      names = "--timezone",
      paramLabel = "ZONE",
      description = "Time zone of the hosts (default: that of this machine).")
  private ZoneId zone;

  @Override
  ImportedSite read() {
    CrontabFiles read = new CrontabFiles(console, Optional.ofNullable(user), isSystem);
    String local = LocalHost.name(console.env());
    List<String> own = files.isEmpty() && hosts.isEmpty() ? List.of("-") : files;
    own.forEach(file -> read.add(local, Optional.empty(), file));
    for (String host : hosts) {
      String[] parts = host.split("=", 2);
      CommandFailure.refuseIf(
          parts.length < 2 || parts[1].isEmpty(), "cl: --host %s; need [USER@]HOST=FILE", host);
      String[] names = parts[0].split("@", 2);
      Optional<String> owner = names.length == 2 ? Optional.of(names[0]) : Optional.<String>empty();
      read.add(names[names.length - 1], owner, parts[1]);
    }
    ZoneId ofHosts = zone == null ? accepted(ZoneId.systemDefault()) : zone;
    return CrontabImport.of(read.files(), read.directories(), ofHosts).with(read.problems());
  }

  /** Refuses the zone of a machine that has an offset or an abbreviation, as by {@code TZ=EST}. */
  static ZoneId accepted(ZoneId own) {
    try {
      return TimeZones.parse(own.getId());
    } catch (UnreadableValue e) {
      throw CommandFailure.wrongCommandLine(
          "cl: the time zone of this machine is %s\n"
              + "    fix: name that of the hosts, such as --timezone Europe/Berlin",
          own);
    }
  }
}
