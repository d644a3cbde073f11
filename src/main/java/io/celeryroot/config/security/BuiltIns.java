// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.security;

/** Permission to run those built-in tasks that change a host. */
public enum BuiltIns {
  /** Each role runs them, unless its {@code tasks} leave them out. */
  OPEN,
  /** A role runs those that its {@code tasks} name, or that the file itself uses on it. */
  LISTED
}
