// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web;

import static java.util.Objects.requireNonNull;

/**
 * Settings of a dashboard.
 *
 * @param isWritable true: users with the right may act
 * @param localUser name of whoever comes without a login, as is possible on loopback only
 * @param operations run the commands behind the actions
 */
public record WebSettings(boolean isWritable, String localUser, Operations operations) {

  /** Default settings: everything can be read, nothing done. */
  public static final WebSettings READ_ONLY = new WebSettings(false, "local", Operations.NONE);

  public WebSettings {
    requireNonNull(localUser, "localUser");
    requireNonNull(operations, "operations");
  }
}
