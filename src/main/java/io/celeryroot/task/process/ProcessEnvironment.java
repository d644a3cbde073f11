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

  static Map<String, String> of(
      Map<String, String> worker, Optional<UserAccount> account, Map<String, String> added) {
    Map<String, String> environment = new TreeMap<>();
    environment.put("PATH", ProgramSearch.STANDARD_PATH);
    worker.forEach(
        (name, value) -> {
          if (INHERITED.contains(name) || name.startsWith(LOCALE_PREFIX)) {
            environment.put(name, value);
          }
        });
    account.ifPresent(
        user -> {
          environment.put("HOME", user.home());
          environment.put("USER", user.name());
          environment.put("LOGNAME", user.name());
          environment.put("SHELL", user.shell().isEmpty() ? "/bin/sh" : user.shell());
          environment.remove("TMPDIR");
        });
    environment.putAll(added);
    return environment;
  }
}
