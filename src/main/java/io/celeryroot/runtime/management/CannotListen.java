// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.management;

import java.io.Serial;

/** The management port cannot be opened. Nothing was started. */
public final class CannotListen extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  CannotListen(ManagementSettings settings, Throwable cause) {
    super(
        "management port %s:%d: %s"
            .formatted(settings.address().getHostAddress(), settings.port(), cause.getMessage()),
        cause);
  }
}
