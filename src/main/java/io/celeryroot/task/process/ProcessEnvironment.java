// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Builds the environment of a process: a few variables of the worker, the account's, then the
 * spec's.
 */
final class ProcessEnvironment {

  /**
   * Variable that every process of a tree carries, with one value per tree. A task removes it from
   * a process that is to survive its timeout: {@code (env -u CELERYROOT_PROCESS setsid daemon &)}.
   */
  static final String MARKER = "CELERYROOT_PROCESS";

  private static final Set<String> INHERITED =
      Set.of("PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TMPDIR");
  private static final String LOCALE_PREFIX = "LC_";

  private ProcessEnvironment() {}

  /**
   * Builds an environment.
   *
   * @param worker the environment of the worker
   * @param own account of the worker, for what its environment lacks; as root under systemd it has
   *     no {@code HOME}
   * @param account of another user
   */
  static Map<String, String> of(
      Map<String, String> worker,
      UserAccount own,
      Optional<UserAccount> account,
      Map<String, String> added) {
    Map<String, String> environment = new TreeMap<>(names(own));
    environment.put("PATH", ProgramSearch.STANDARD_PATH);
    worker.forEach(
        (name, value) -> {
          if (INHERITED.contains(name) || name.startsWith(LOCALE_PREFIX)) {
            environment.put(name, value);
          }
        });
    account.ifPresent(
        user -> {
          environment.putAll(names(user));
          environment.put("PATH", ProgramSearch.STANDARD_PATH);
          environment.remove("TMPDIR");
        });
    environment.putAll(added);
    return environment;
  }

  private static Map<String, String> names(UserAccount user) {
    return Map.of(
        "HOME", user.home(),
        "USER", user.name(),
        "LOGNAME", user.name(),
        "SHELL", user.shell().isEmpty() ? "/bin/sh" : user.shell());
  }
}
