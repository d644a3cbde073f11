// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.sign;

import java.io.Serial;

/** A private key that a process needs is not there, or must not be used as it is. */
public final class KeyUnusable extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final String fix;

  /**
   * @param message the fact, with the file
   * @param fix what to do
   */
  public KeyUnusable(String message, String fix) {
    super(message);
    this.fix = fix;
  }

  /** The thing to do. */
  public String fix() {
    return fix;
  }
}
