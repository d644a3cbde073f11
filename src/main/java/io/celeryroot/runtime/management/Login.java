// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.management;

import static java.util.Objects.requireNonNull;

/**
 * Who may use a management port.
 *
 * @param user without a colon, as HTTP has it
 * @param password not empty
 */
public record Login(String user, String password) {

  /** User where none is given. */
  public static final String DEFAULT_USER = "celeryroot";

  public Login {
    requireNonNull(user, "user");
    if (user.isEmpty() || user.contains(":")) {
      throw new IllegalArgumentException("a user is not empty and has no colon: \"" + user + "\"");
    }
    if (password.isEmpty()) {
      throw new IllegalArgumentException("the password of " + user + " is empty");
    }
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "Login[user=" + user + "]";
  }
}
