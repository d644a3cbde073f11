// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.config;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.Console;
import io.celeryroot.config.Problem;
import io.celeryroot.config.Source;
import io.celeryroot.config.read.ConfigUnreadable;
import io.celeryroot.migrate.crontab.CrontabFile;
import io.celeryroot.migrate.crontab.ScriptDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The crontabs and directories of programs that a command line names. */
final class CrontabFiles {

  private static final String STDIN = "-";
  private static final String HOST_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
  private static final String USER = "[A-Za-z0-9_][A-Za-z0-9_.-]*[$]?";

  private final Console console;
  private final Optional<String> user;
  private final boolean isSystem;
  private final List<CrontabFile> files = new ArrayList<>();
  private final List<ScriptDirectory> directories = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();

  /**
   * Starts without files.
   *
   * @param user owner of crontabs whose path does not tell it
   * @param isSystem true if the lines name users
   */
  CrontabFiles(Console console, Optional<String> user, boolean isSystem) {
    this.console = console;
    this.user = user;
    this.isSystem = isSystem;
    user.ifPresent(CrontabFiles::checkUser);
  }

  List<CrontabFile> files() {
    return files;
  }

  List<ScriptDirectory> directories() {
    return directories;
  }

  /** Files of directories that were not read. */
  List<Problem> problems() {
    return problems;
  }

  /** Reads a file, the standard input ({@code -}), or what a directory holds. */
  void add(String host, Optional<String> owner, String name) {
    CommandFailure.refuseIf(
        !host.matches(HOST_LABEL + "(?:[.]" + HOST_LABEL + ")*"),
        "cl: \"%s\" is not a host name; fix: letters, digits, \"-\" and dots",
        host);
    owner.ifPresent(CrontabFiles::checkUser);
    Path path = console.directory().resolve(name);
    if (name.equals(STDIN)) {
      addText(host, owner.or(this::ownUser), "standard input", input());
    } else if (Files.notExists(path)) {
      throw CommandFailure.notFoundOut("cl: %s: no such file", name);
    } else if (Files.isDirectory(path)) {
      addDirectory(host, owner, name, path);
    } else {
      addText(host, owner, name, text(name, path));
    }
  }

  private static void checkUser(String name) {
    CommandFailure.refuseIf(!name.matches(USER), "cl: \"%s\" is not a user name", name);
  }

  private Optional<String> ownUser() {
    return user.or(
        () ->
            Stream.of("LOGNAME", "USER")
                .map(variable -> console.env().getOrDefault(variable, ""))
                .filter(name -> name.matches(USER))
                .findFirst());
  }

  private void addDirectory(String host, Optional<String> owner, String name, Path path) {
    Optional<String> onHost = ScriptDirectory.pathOf(name);
    if (onHost.isPresent()) {
      List<String> programs =
          list(name, path, Files::isExecutable).stream()
              .map(file -> file.getFileName().toString())
              .toList();
      directories.add(new ScriptDirectory(name, onHost.get(), host, programs));
      return;
    }
    for (Path file : list(name, path, Files::isRegularFile)) {
      String shown = shown(name, file);
      addText(host, owner, shown, text(shown, file));
    }
  }

  /** Lists the files that every cron or run-parts would take, in their order, and tells others. */
  private List<Path> list(String name, Path directory, Predicate<Path> isMeant) {
    try (Stream<Path> all = Files.list(directory)) {
      Map<Boolean, List<Path>> taken =
          all.filter(file -> Files.isRegularFile(file) && isMeant.test(file))
              .filter(file -> !ScriptDirectory.isLeftover(file.getFileName().toString()))
              .sorted()
              .collect(Collectors.partitioningBy(file -> isTaken(name, file)));
      taken.get(false).forEach(file -> problems.add(notTaken(shown(name, file))));
      return taken.get(true);
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  private static boolean isTaken(String directory, Path file) {
    return ScriptDirectory.isProgram(file.getFileName().toString())
        || CrontabFile.ownerOf(shown(directory, file)).isPresent();
  }

  private static String shown(String directory, Path file) {
    return directory.replaceFirst("/+$", "") + "/" + file.getFileName();
  }

  private static Problem notTaken(String file) {
    return Problem.at(
        new Source(file, 0, 0),
        "not read, since cron on Debian leaves out such a name; others take it",
        "if it ran, give it a name of letters, digits, \"-\" and \"_\", and import it again",
        "crontab-file-name");
  }

  private void addText(String host, Optional<String> owner, String name, String text) {
    boolean hasUsers =
        isSystem || CrontabFile.isSystemPath(name) || CrontabFile.seemsToHaveUsers(text);
    Optional<String> of =
        hasUsers
            ? Optional.<String>empty()
            : owner.or(() -> CrontabFile.ownerOf(name)).or(() -> user);
    files.add(new CrontabFile(name, text, host, of, hasUsers));
  }

  private String input() {
    return new BufferedReader(console.in()).lines().collect(Collectors.joining("\n", "", "\n"));
  }

  /** Reads UTF-8, or what else it may be as Latin-1, so that a comment cannot stop the import. */
  private static String text(String name, Path path) {
    try {
      byte[] bytes = Files.readAllBytes(path);
      try {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      } catch (CharacterCodingException e) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
      }
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  private static CommandFailure unreadable(String name, IOException e) {
    return CommandFailure.notFoundOut("cl: %s: %s", name, ConfigUnreadable.reason(e)).causedBy(e);
  }
}
