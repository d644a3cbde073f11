// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.config;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.ConfigLoader;
import io.celeryroot.cli.console.ConsoleCommand;
import io.celeryroot.cli.console.FileFailure;
import io.celeryroot.config.read.ConfigDocs;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cl config init}: writes a first cl.yaml. */
@Command(
    description = {
      "Writes a small cl.yaml that works as it is, to start from.",
      "Beside it goes cl.schema.json, from which editors know the keys."
    },
    footer = {"", "Example: cl config init"})
public final class ConfigInitCommand extends ConsoleCommand {

  @Option(names = "--force", description = "Replace files that are there.")
  private boolean force;

  @Override
  protected boolean run() {
    Path path = ConfigLoader.path(console);
    try {
      Files.writeString(
          path,
          ConfigDocs.template(),
          StandardOpenOption.WRITE,
          StandardOpenOption.TRUNCATE_EXISTING,
          force ? StandardOpenOption.CREATE : StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw CommandFailure.no("cl: %s exists and is kept; fix: another -c, or --force", path);
    } catch (IOException e) {
      throw force ? FileFailure.notWritten(path, e) : FileFailure.halfWritten(path, e);
    }
    List<String> written = new ArrayList<>(List.of(path.toString()));
    writeSchema(path.resolveSibling("cl.schema.json")).ifPresent(written::add);
    console.answer(
        Map.of("written", written), () -> "wrote " + String.join(" and ", written) + "\n");
    console.say("next: cl config edit, cl config validate, cl up");
    return true;
  }

  /** Writes the schema, to which the first line of the file points. Empty: not written. */
  private Optional<String> writeSchema(Path path) {
    String schema = ConfigDocs.jsonSchema();
    try {
      if (Files.exists(path) && !force) {
        if (!Files.readString(path).equals(schema)) {
          console.say("cl: " + path + " differs and is kept; fix: --force replaces both");
        }
        return Optional.empty();
      }
      Files.writeString(path, schema);
      return Optional.of(path.toString());
    } catch (IOException e) {
      throw FileFailure.notWritten(path, e);
    }
  }
}
