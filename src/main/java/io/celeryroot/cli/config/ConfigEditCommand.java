// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.config;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.ConfigLoader;
import io.celeryroot.cli.console.ConsoleCommand;
import io.celeryroot.cli.console.FileFailure;
import io.celeryroot.config.Problem;
import io.celeryroot.config.read.ConfigUnreadable;
import io.celeryroot.config.read.ReadResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * {@code cl config edit}: opens a copy of cl.yaml, or of a file that it includes, and puts it in
 * place only when it has no mistakes and brings none to the other files.
 *
 * <p>The file before the edit stays beside it as {@code cl.yaml~}.
 */
@Command(
    description =
        "Opens cl.yaml in $VISUAL, $EDITOR, vi or nano; a file with mistakes is not put in place.",
    footer = {
      "",
      "A file that cl.yaml includes is checked as a part of it: of $CL_CONFIG, of ./cl.yaml, or of",
      "cl.yaml beside it or one directory up.",
      "Example: VISUAL=nano cl config edit",
      "Example: cl config edit -c conf.d/web.yaml"
    })
public final class ConfigEditCommand extends ConsoleCommand {

  @Override
  protected boolean run() throws InterruptedException {
    Path named = ConfigLoader.path(console);
    if (Files.notExists(named)) {
      throw CommandFailure.notFoundOut("cl: %s: no such file; fix: cl config init", named);
    }
    Path file;
    String before;
    try {
      file = named.toRealPath();
      before = Files.readString(file);
    } catch (IOException e) {
      throw CommandFailure.notFoundOut("cl: %s: %s", named, ConfigUnreadable.reason(e)).causedBy(e);
    }
    try {
      return edit(named, file, before);
    } catch (IOException e) {
      throw FileFailure.notWritten(named, e);
    }
  }

  private boolean edit(Path named, Path file, String before)
      throws IOException, InterruptedException {
    EditedText edited = EditedText.of(console, named, file);
    Path copy = Files.createTempFile(file.getParent(), ".edit-", "-" + file.getFileName());
    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
    String after;
    List<Problem> known = edited.elsewhere(edited.read(before));
    boolean isRefused;
    ReadResult result;
    do {
      edit(copy);
      after = Files.readString(copy);
      if (after.equals(before)) {
        Files.delete(copy);
        console.say(named + ": unchanged");
        return true;
      }
      result = edited.read(after);
      isRefused = !known.containsAll(result.problems());
      if (!result.problems().isEmpty()) {
        console.say(edited.problems(result));
      }
    } while (isRefused && opensAgain(named, copy));
    return !isRefused && replace(file, copy, before, edited.verdict(result));
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
      throw CommandFailure.notFoundOut(
          "cl: %s: exit %s; nothing was changed, the edit is in %s", editor, exit, copy);
    }
  }

  private String editor() {
    return Stream.of("VISUAL", "EDITOR")
        .map(name -> console.env().getOrDefault(name, ""))
        .filter(value -> !value.isBlank())
        .findFirst()
        .or(() -> Stream.of("vi", "nano").filter(this::isInstalled).findFirst())
        .orElseThrow(
            () -> CommandFailure.notFoundOut("cl: no editor; fix: set EDITOR, or install nano"));
  }

  private boolean isInstalled(String program) {
    return Stream.of(console.env().getOrDefault("PATH", "").split(":"))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  private boolean opensAgain(Path named, Path copy) {
    boolean again = console.terminal().in() && console.confirms("Open it again? [Y/n] ", true);
    if (!again) {
      console.say("cl: " + named + " is kept; the edit is in " + copy);
    }
    return again;
  }

  private boolean replace(Path file, Path copy, String before, String verdict) throws IOException {
    if (!Files.readString(file).equals(before)) {
      throw CommandFailure.no(
          "cl: %s was changed by someone else and is kept; the edit is in %s", file, copy);
    }
    Path old = file.resolveSibling(file.getFileName() + "~");
    Files.copy(file, old, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
    // An editor may have made a new file with another mode.
    Files.setPosixFilePermissions(copy, Files.getPosixFilePermissions(file));
    Files.move(copy, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    console.say(file + ": " + verdict + " and in place; the one before is " + old);
    return true;
  }
}
