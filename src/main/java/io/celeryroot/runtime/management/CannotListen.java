// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.management;

import java.io.IOException;
import java.io.Serial;

/** The management port cannot be opened. Nothing was started. */
public final class CannotListen extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final String fix;

  private CannotListen(ManagementSettings settings, Throwable cause, String fix) {
    super(
        "management port %s:%d: %s"
            .formatted(settings.address().getHostAddress(), settings.port(), cause.getMessage()),
        cause);
    this.fix = fix;
  }

  /** Tells that the port is in use, or that the address is another machine's. */
  static CannotListen there(ManagementSettings settings, IOException cause) {
    return new CannotListen(
        settings, cause, "give another --management-port, or 0 for any free one");
  }

  /** Tells that the certificate or its key cannot be used. */
  static CannotListen withCertificate(ManagementSettings settings, IOException cause) {
    return new CannotListen(
        settings, cause, "name a certificate and its key in PEM (PKCS #8) that this user may read");
  }

  /** Step that mends it. */
  public String fix() {
    return fix;
  }
}
