// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.spawn;

/** The stream that a program wrote to. */
public enum Channel {
  /** File descriptor 1. */
  STDOUT,
  /** File descriptor 2. */
  STDERR
}
