// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.config;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.LocalHost;
import io.celeryroot.config.read.ConfigUnreadable;
import io.celeryroot.migrate.ImportedSite;
import io.celeryroot.migrate.celery.CeleryImport;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cl config import-celery}: a beat schedule of Celery as cl.yaml. */
@Command(
    description = {
      "Prints the beat schedule of a Celery app as cl.yaml; reads Python source, never runs it.",
      "Beat then puts the messages into the queues of your Celery workers, which stay as they are.",
      "What cannot be carried over is listed on stderr with what to do; the exit code is 1 then."
    },
    footer = {
      "",
      "Examples:",
      "  cl config import-celery shop/celery.py > cl.yaml",
      "  cl config import-celery shop/settings.py --check",
      "  cl config import-celery shop/settings.py --celery-call --app shop > cl.yaml"
    })
public final class ImportCeleryCommand extends ImportCommand {

  private static final String HOST =
      "(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?[.]?)+(?<![.])";

  @Parameters(
      paramLabel = "FILE",
      description = "The file that sets beat_schedule, by its path from the project's directory.")
  private String file;

  @Option(
      names = "--app",
      paramLabel = "APP",
      description = "With --celery-call: the app, as for celery -A (default: that of FILE).")
  private String app;

  @Option(
      names = "--celery-call",
      description =
          "Send with \"celery call\" on the host that runs Celery Beat, for a broker that is not a"
              + " Redis, and for routes that only the app knows.")
  private boolean isCall;

  @Option(
      names = "--project",
      paramLabel = "DIRECTORY",
      description =
          "With --celery-call: directory of the project on that host (default: the current"
              + " directory).")
  private String project;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description =
          "A host of your Celery workers; with --celery-call the one that runs Celery Beat"
              + " (default: this one).")
  private String host;

  @Option(
      names = "--timezone",
      paramLabel = "ZONE",
      description = "Time zone, if FILE does not tell it (default: UTC, as Celery).")
  private ZoneId zone;

  @Override
  ImportedSite read() {
    String name = host == null ? LocalHost.name(console.env()) : host;
    CommandFailure.refuseIf(
        !isCall && (app != null || project != null),
        "cl: --app and --project go with --celery-call only");
    CommandFailure.refuseIf(!name.matches(HOST), "cl: \"%s\" is not a host name", name);
    Path path = console.directory().resolve(file);
    String directory =
        project == null ? console.directory().toAbsolutePath().normalize().toString() : project;
    CommandFailure.refuseIf(
        !directory.startsWith("/"), "cl: --project %s; need a path from \"/\" on", directory);
    return CeleryImport.of(
        text(path),
        new CeleryImport.Origin(
            file,
            name,
            directory,
            module(),
            Optional.ofNullable(app),
            Optional.ofNullable(zone),
            isCall));
  }

  private String text(Path path) {
    try {
      return Files.readString(path);
    } catch (CharacterCodingException e) {
      throw CommandFailure.notFoundOut(
              "cl: %s: not UTF-8, so not Python source\n"
                  + "    fix: name the .py file, and save it as UTF-8",
              file)
          .causedBy(e);
    } catch (IOException e) {
      throw CommandFailure.notFoundOut("cl: %s: %s", file, ConfigUnreadable.reason(e)).causedBy(e);
    }
  }

  /** Returns the name of the file as a module of Python. */
  private String module() {
    Path relative = Path.of(file).normalize();
    Path inProject = relative.isAbsolute() ? relative.getFileName() : relative;
    return inProject
        .toString()
        .replaceFirst("[.]py$", "")
        .replaceFirst("(?:^|/)__init__$", "")
        .replaceFirst("^(?:[.][.]/)+", "")
        .replace('/', '.');
  }
}
