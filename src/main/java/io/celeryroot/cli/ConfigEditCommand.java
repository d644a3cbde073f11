// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import io.celeryroot.config.ConfigReader;
import io.celeryroot.config.ReadResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * {@code cl config edit}: opens a copy of cl.yaml and puts it in place only when it is valid.
 *
 * <p>The file before the edit stays beside it as {@code cl.yaml~}.
 */
@Command(
    name = "edit",
    sortOptions = false,
    description =
        "Opens cl.yaml in $VISUAL, $EDITOR, vi or nano; a file with mistakes is not put in place.",
    footer = {"", "Example: VISUAL=nano cl config edit"})
final class ConfigEditCommand implements Callable<Integer> {

  private final Session session;

  ConfigEditCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path named = ConfigFile.path(session);
    if (!Files.exists(named)) {
      throw Refusal.notFoundOut("cl: " + named + ": no such file; fix: cl config init", null);
    }
    Path file = named.toRealPath();
    String before = Files.readString(file);
    Path copy = Files.createTempFile(file.getParent(), ".edit-", "-" + file.getFileName());
    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
    String after;
    do {
      edit(copy);
      after = Files.readString(copy);
      if (after.equals(before)) {
        Files.delete(copy);
        session.say(named + ": unchanged");
        return ExitCode.YES;
      }
    } while (!isGood(named, after) && opensAgain(named, copy));
    return isValid(named, after) ? replace(file, copy, before) : ExitCode.NO;
  }

  private void edit(Path copy) throws IOException, InterruptedException {
    String editor = editor();
    // Through a shell, as git does it, because $VISUAL may hold arguments.
    int exit =
        new ProcessBuilder("sh", "-c", editor + " \"$@\"", editor, copy.toString())
            .inheritIO()
            .start()
            .waitFor();
    if (exit != 0) {
      throw Refusal.notFoundOut(
          "cl: " + editor + ": exit " + exit + "; nothing was changed, the edit is in " + copy,
          null);
    }
  }

  private String editor() {
    return Stream.of("VISUAL", "EDITOR")
        .map(name -> session.env().getOrDefault(name, ""))
        .filter(value -> !value.isBlank())
        .findFirst()
        .or(() -> Stream.of("vi", "nano").filter(this::isInstalled).findFirst())
        .orElseThrow(
            () -> Refusal.notFoundOut("cl: no editor; fix: set EDITOR, or install nano", null));
  }

  private boolean isInstalled(String program) {
    return Stream.of(session.env().getOrDefault("PATH", "").split(":"))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  private boolean isGood(Path named, String text) {
    ReadResult result = read(named, text);
    if (!result.problems().isEmpty()) {
      session.say(ConfigFile.problems(result));
    }
    return result.problems().isEmpty();
  }

  private boolean isValid(Path named, String text) {
    return read(named, text).problems().isEmpty();
  }

  private ReadResult read(Path named, String text) {
    return ConfigReader.read(
        named.toString(), text, session.env(), Optional.ofNullable(session.options().environment));
  }

  private boolean opensAgain(Path named, Path copy) {
    boolean again = session.terminal().in() && session.confirms("Open it again? [Y/n] ", true);
    if (!again) {
      session.say("cl: " + named + " stays as it was; the edit is in " + copy);
    }
    return again;
  }

  private int replace(Path file, Path copy, String before) throws IOException {
    if (!Files.readString(file).equals(before)) {
      throw Refusal.no(
          "cl: "
              + file
              + " was changed by someone else meanwhile and stays as it is; the edit is in "
              + copy);
    }
    Path old = file.resolveSibling(file.getFileName() + "~");
    Files.copy(file, old, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
    // An editor may have made a new file with another mode.
    Files.setPosixFilePermissions(copy, Files.getPosixFilePermissions(file));
    Files.move(copy, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    session.say(file + ": valid and in place; the one before is " + old);
    return ExitCode.YES;
  }
}
