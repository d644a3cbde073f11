// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import io.celeryroot.config.ConfigTemplate;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cl config init}: writes a first cl.yaml. */
@Command(
    name = "init",
    sortOptions = false,
    description = "Writes a small cl.yaml that works as it is, to start from.")
final class ConfigInitCommand implements Callable<Integer> {

  private final Session session;

  @Option(names = "--force", description = "Replace a file that is there.")
  private boolean force;

  ConfigInitCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Path path = ConfigFile.path(session);
    try {
      Files.writeString(
          path,
          ConfigTemplate.text(),
          StandardOpenOption.WRITE,
          StandardOpenOption.TRUNCATE_EXISTING,
          force ? StandardOpenOption.CREATE : StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw Refusal.no("cl: " + path + " exists and stays as it is; fix: another -c, or --force");
    } catch (IOException e) {
      throw Refusal.notFoundOut("cl: " + path + ": could not be written: " + e, e);
    }
    session.answer(Map.of("written", path.toString()), () -> "wrote " + path + "\n");
    session.say("next: cl config edit, cl config validate, cl up");
    return ExitCode.YES;
  }
}
