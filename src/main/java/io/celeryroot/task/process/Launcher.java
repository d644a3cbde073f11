// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import io.celeryroot.config.limit.Limits;
import io.celeryroot.task.limit.Cgroup;
import io.celeryroot.task.limit.Cgroups;
import io.celeryroot.task.limit.StartLine;
import io.celeryroot.task.spawn.Exec;
import io.celeryroot.task.spawn.Spawner;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Turns a spec into a command for the system.
 *
 * <p>The command line is the program's own; for another user, with limits, and where the spawner
 * can make no session, it is {@code [sh -c …] [setpriv --reuid … --] setsid -- PROGRAM ARGUMENTS}.
 * All tools execute the next program in their own place. So the pid that is known is the program's,
 * and is the ID of its session. Setpriv comes first, because it still has the capabilities of root
 * when it executes the next program. It would run one that the user may not.
 */
final class Launcher {

  /**
   * Programs of util-linux that start other programs.
   *
   * @param setsid starts a program in a session of its own
   * @param setpriv starts a program as another user
   * @param ofLimits change the limits of a process
   */
  record Tools(Optional<Path> setsid, Optional<Path> setpriv, StartLine.Tools ofLimits) {

    static Tools find(String path) {
      ProgramSearch search =
          new ProgramSearch(path + ":" + ProgramSearch.STANDARD_PATH, Path.of("/"));
      return new Tools(
          search.find("setsid"),
          search.find("setpriv"),
          new StartLine.Tools(search.find("renice"), search.find("ionice")));
    }
  }

  /**
   * A command.
   *
   * @param isThroughTools true if setsid, setpriv or a shell executes the program
   * @param cgroup that the program enters
   * @param isMemoryWatched true if nothing but a look at the processes limits their memory
   */
  record Command(
      Exec exec, boolean isThroughTools, Optional<Cgroup> cgroup, boolean isMemoryWatched) {}

  private final Spawner spawner;
  private final Tools tools;
  private final Privileges privileges;
  private final Map<String, String> workerEnvironment;
  private final UserAccount own;
  private final Charset charset = Encodable.charset();

  /** Groups below the worker's, once a limit has asked for one. */
  private Optional<Cgroups> cgroups;

  Launcher(
      Spawner spawner, Tools tools, Privileges privileges, Map<String, String> workerEnvironment) {
    this.spawner = spawner;
    this.tools = tools;
    this.privileges = privileges;
    this.workerEnvironment = Map.copyOf(workerEnvironment);
    this.own = UserAccount.ofUid(privileges.uid());
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
        ProcessEnvironment.of(workerEnvironment, own, account, spec.environment());
    environment.put(ProcessEnvironment.MARKER, marker);
    Path program = program(spec, environment.get("PATH"), directory);

    Optional<Cgroup> cgroup = cgroup(spec.limits(), marker);
    List<String> limits = limits(spec, cgroup);
    List<String> tools = tools(spec, account, !limits.isEmpty());
    List<String> line = Stream.of(limits, tools, spec.command()).flatMap(List::stream).toList();
    boolean isDirect = limits.isEmpty() && tools.isEmpty();
    Path file = isDirect ? program : Path.of(line.get(0));
    boolean isMemoryWatched = spec.limits().memoryBytes().isPresent() && cgroup.isEmpty();
    return new Command(
        new Exec(file, line, environment, directory, isDirect), !isDirect, cgroup, isMemoryWatched);
  }

  /** Gives up what a command needed while its program ran. */
  void ended(Command command) {
    command.cgroup().ifPresent(group -> cgroups().ifPresent(all -> all.end(group)));
  }

  private synchronized Optional<Cgroups> cgroups() {
    if (cgroups == null) {
      cgroups = Cgroups.ofThisProcess();
    }
    return cgroups;
  }

  private Optional<Cgroup> cgroup(Limits limits, String name) {
    if (limits.memoryBytes().isEmpty() && limits.cpuPercent().isEmpty()) {
      return Optional.empty();
    }
    Optional<Cgroups> all = cgroups();
    try {
      return all.isPresent() ? Optional.of(all.get().make(name, limits)) : Optional.empty();
    } catch (IOException e) {
      throw new CannotLaunch("cannot make a cgroup", e);
    }
  }

  private List<String> limits(ProcessSpec spec, Optional<Cgroup> cgroup) {
    try {
      return StartLine.of(
          spec.limits(),
          cgroup.map(Cgroup::directory),
          spawner.softNofile(),
          spec.timeout(),
          tools.ofLimits());
    } catch (IllegalArgumentException e) {
      throw new CannotLaunch(e.getMessage());
    }
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
  private List<String> tools(
      ProcessSpec spec, Optional<UserAccount> account, boolean isThroughShell) {
    List<String> line = new ArrayList<>();
    account.filter(this::isOther).ifPresent(user -> line.addAll(asUser(user, spec)));
    if (!spawner.makesSessions() || isThroughShell || !line.isEmpty()) {
      tools.setsid().ifPresent(setsid -> line.addAll(List.of(setsid.toString(), "--")));
    }
    return line;
  }

  private List<String> asUser(UserAccount user, ProcessSpec spec) {
    List<String> line = new ArrayList<>(List.of(tools.setpriv().orElseThrow().toString()));
    line.addAll(List.of("--reuid", user.name(), "--regid", user.gid(), "--init-groups"));
    if (!spec.newPrivileges()) {
      line.add("--no-new-privs");
      if (privileges.canDropCapabilities()) {
        line.add("--bounding-set=-all");
      }
    }
    line.add("--");
    return line;
  }
}
