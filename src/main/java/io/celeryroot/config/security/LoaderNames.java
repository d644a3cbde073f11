// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.security;

import java.util.List;
import java.util.Set;

/**
 * Environment variables by which loaders, shells and interpreters choose what they run. The values
 * of parameters come from whoever submits a job, so no parameter has one of these names.
 */
public final class LoaderNames {

  private static final Set<String> NAMES =
      Set.of(
          "PATH",
          "IFS",
          "ENV",
          "CDPATH",
          "FPATH",
          "GLOBIGNORE",
          "HOME",
          "SHELL",
          "SHELLOPTS",
          "PROMPT_COMMAND",
          "PS0",
          "PS1",
          "PS2",
          "PS3",
          "PS4",
          "ZDOTDIR",
          "GCONV_PATH",
          "GETCONF_DIR",
          "GLIBC_TUNABLES",
          "HOSTALIASES",
          "LOCALDOMAIN",
          "LOCPATH",
          "NIS_PATH",
          "NLSPATH",
          "RESOLV_HOST_CONF",
          "RES_OPTIONS",
          "TZDIR",
          "CLASSPATH",
          "JAVA_TOOL_OPTIONS",
          "JDK_JAVA_OPTIONS",
          "_JAVA_OPTIONS",
          "AWKPATH",
          "AWKLIBPATH",
          "TAR_OPTIONS",
          "PHPRC",
          "PHP_INI_SCAN_DIR",
          "EDITOR",
          "VISUAL",
          "PAGER",
          "BROWSER",
          "LESSOPEN",
          "LESSCLOSE",
          "SSH_ASKPASS",
          "SUDO_ASKPASS");

  private static final List<String> BEGINNINGS =
      List.of(
          "LD_",
          "DYLD_",
          "MALLOC_",
          "BASH",
          "PYTHON",
          "PERL",
          "RUBY",
          "GEM_",
          "NODE_",
          "LUA_",
          "GIT_",
          "OPENSSL_",
          "CELERYROOT_");

  private LoaderNames() {}

  /** Returns whether a name is one of these; upper and lower case differ, as in environments. */
  public static boolean has(String name) {
    return NAMES.contains(name) || BEGINNINGS.stream().anyMatch(name::startsWith);
  }
}
