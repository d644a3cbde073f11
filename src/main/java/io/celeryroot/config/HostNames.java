// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config;

import java.util.regex.Pattern;

/** The names that a host can have when only a glob names it. */
public final class HostNames {

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,252}");

  private HostNames() {}

  /** Returns whether a machine may have this name. Some have an underscore, which is allowed. */
  public static boolean isPossible(String name) {
    return PLAIN.matcher(name).matches();
  }
}
