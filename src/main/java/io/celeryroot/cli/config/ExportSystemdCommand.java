// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.config;

import io.celeryroot.cli.console.FileFailure;
import io.celeryroot.migrate.export.SystemdExport;
import io.celeryroot.migrate.export.SystemdExport.Units;
import io.celeryroot.view.View;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cl config export-systemd}: the schedules of a host as timers of systemd. */
@Command(
    description = {
      "Prints the schedules of a host as timers of systemd with their services.",
      "A schedule that systemd cannot run as it is meant is left out; the exit code is 1 then.",
      "The output holds the values of env: and of secret parameters."
    },
    footer = {"", "Example: cl config export-systemd web01 --output units"})
public final class ExportSystemdCommand extends ExportCommand {

  private static final View<Units> UNITS =
      new View<Units>().field("files", Units::files).field("left_out", Units::leftOut);

  @Option(
      names = "--output",
      paramLabel = "DIRECTORY",
      description = "Write the files there instead of printing them.")
  private Path directory;

  @Override
  protected boolean run() {
    Units units = SystemdExport.of(schedules(), head());
    if (directory != null) {
      units.files().forEach(this::write);
    }
    console.answer(UNITS, units, () -> text(units.files()));
    return isComplete(units.leftOut());
  }

  private String text(Map<String, String> files) {
    return directory == null
        ? files.entrySet().stream()
            .map(file -> "# " + file.getKey() + "\n" + file.getValue())
            .collect(Collectors.joining("\n"))
        : files.keySet().stream()
            .map(name -> "write " + directory.resolve(name) + "\n")
            .collect(Collectors.joining());
  }

  private void write(String name, String text) {
    Path file = console.directory().resolve(directory).resolve(name);
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw FileFailure.notWritten(file, e);
    }
  }
}
