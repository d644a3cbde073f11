// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.fleet;

/** The states of a host; those that need somebody to look come first. */
public enum HostState {
  AWAY("away"),
  NEVER_SEEN("never seen"),
  /** A live worker serves a role of the site, and the file has no such host. */
  NOT_IN_FILE("not in the file"),
  ALIVE("alive");

  private final String word;

  HostState(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }
}
