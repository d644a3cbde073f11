// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import io.celeryroot.task.spawn.Exec;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns a spec into a command for the system.
 *
 * <p>The command line is the program's own; for another user, and where the spawner can make no
 * session, it is {@code [setpriv --reuid … --] setsid -- PROGRAM ARGUMENTS}. Both tools execute the
 * next program in their own place. So the pid that is known is the program's, and is the ID of its
 * session. Setpriv comes first, because it still has the capabilities of root when it executes the
 * next program. It would run one that the user may not.
 */
final class Launcher {

  /**
   * Programs of util-linux that start other programs.
   *
   * @param setsid starts a program in a session of its own
   * @param setpriv starts a program as another user
   */
  record Tools(Optional<Path> setsid, Optional<Path> setpriv) {

    static Tools find(String path) {
      ProgramSearch search =
          new ProgramSearch(path + ":" + ProgramSearch.STANDARD_PATH, Path.of("/"));
      return new Tools(search.find("setsid"), search.find("setpriv"));
    }
  }

  /**
   * A command.
   *
   * @param isThroughTools true if setsid or setpriv executes the program
   */
  record Command(Exec exec, boolean isThroughTools) {}

  private final boolean canMakeSession;
  private final Tools tools;
  private final Privileges privileges;
  private final Map<String, String> workerEnvironment;
  private final Charset charset = Encodable.charset();

  /**
   * @param canMakeSession true if the system is asked for a new session at the start of a process
   */
  Launcher(
      boolean canMakeSession,
      Tools tools,
      Privileges privileges,
      Map<String, String> workerEnvironment) {
    this.canMakeSession = canMakeSession;
    this.tools = tools;
    this.privileges = privileges;
    this.workerEnvironment = Map.copyOf(workerEnvironment);
  }

  /**
   * Makes the command.
   *
   * @param marker value of {@link ProcessEnvironment#MARKER}
   * @throws CannotLaunch a check failed; {@link ToolFailure} recognises failures that only setsid
   *     or setpriv notice
   */
  Command command(ProcessSpec spec, String marker) {
    Encodable.check(spec, charset);
    Optional<UserAccount> account = spec.user().map(this::account);
    Path directory = directory(spec, account);
    Map<String, String> environment =
        ProcessEnvironment.of(workerEnvironment, account, spec.environment());
    environment.put(ProcessEnvironment.MARKER, marker);
    Path program = program(spec, environment.get("PATH"), directory);

    List<String> tools = tools(account);
    List<String> line = new ArrayList<>(tools);
    line.addAll(spec.command());
    Path file = tools.isEmpty() ? program : Path.of(tools.get(0));
    return new Command(
        new Exec(file, line, environment, directory, tools.isEmpty()), !tools.isEmpty());
  }

  private UserAccount account(String user) {
    UserAccount account = find(user);
    if (isOther(account) && !privileges.canSwitchUser()) {
      throw new CannotLaunch("cannot run as user " + user + ": the worker is not root");
    }
    if (isOther(account) && tools.setpriv().isEmpty()) {
      throw new CannotLaunch(
          "cannot run as user " + user + ": no program setpriv (package util-linux)");
    }
    return account;
  }

  private static UserAccount find(String user) {
    try {
      return UserAccount.find(user).orElseThrow(() -> new CannotLaunch("no such user: " + user));
    } catch (IOException e) {
      throw new CannotLaunch("cannot look up user " + user, e);
    }
  }

  private boolean isOther(UserAccount account) {
    return !account.uid().equals(privileges.uid());
  }

  private Path directory(ProcessSpec spec, Optional<UserAccount> account) {
    if (spec.workdir().isEmpty()) {
      return account
          .map(user -> existing(Path.of(user.home())))
          .orElse(Path.of("").toAbsolutePath());
    }
    Path directory = spec.workdir().get().toAbsolutePath();
    if (!Files.isDirectory(directory)) {
      throw new CannotLaunch(
          (Files.exists(directory) ? "not a directory: " : "no such directory: ") + directory);
    }
    if (!Files.isExecutable(directory)) {
      throw new CannotLaunch("no permission to enter directory: " + directory);
    }
    return directory;
  }

  private static Path existing(Path home) {
    return Files.isDirectory(home) ? home : Path.of("/");
  }

  private static Path program(ProcessSpec spec, String path, Path directory) {
    ProgramSearch search = new ProgramSearch(path, directory);
    return search
        .find(spec.program())
        .orElseThrow(() -> new CannotLaunch(search.whyNot(spec.program())));
  }

  /** Returns the programs that execute the program, with their arguments. */
  private List<String> tools(Optional<UserAccount> account) {
    List<String> line = new ArrayList<>();
    account.filter(this::isOther).ifPresent(user -> line.addAll(asUser(user)));
    if (!canMakeSession || !line.isEmpty()) {
      tools.setsid().ifPresent(setsid -> line.addAll(List.of(setsid.toString(), "--")));
    }
    return line;
  }

  private List<String> asUser(UserAccount user) {
    String setpriv = tools.setpriv().orElseThrow().toString();
    return List.of(setpriv, "--reuid", user.name(), "--regid", user.gid(), "--init-groups", "--");
  }
}
