// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.management;

/**
 * User and password of a management port.
 *
 * @param user without a colon, as HTTP requires
 * @param password not empty
 * @param isReader true: the user may read, but not act, and has no JMX
 */
public record Login(String user, String password, boolean isReader) {

  public static final String DEFAULT_USER = "celeryroot";

  public Login {
    if (user.isEmpty() || user.contains(":")) {
      throw new IllegalArgumentException("a user is not empty and has no colon: \"" + user + "\"");
    }
    if (password.isEmpty()) {
      throw new IllegalArgumentException("the password of " + user + " is empty");
    }
  }

  /** Creates the login of a user who may do everything. */
  public Login(String user, String password) {
    this(user, password, false);
  }

  /** Returns the user, without the password. */
  @Override
  public String toString() {
    return "Login[user=" + user + "]";
  }
}
