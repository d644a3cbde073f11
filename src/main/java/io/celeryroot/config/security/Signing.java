// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.security;

/** The weight of signatures. */
public enum Signing {
  /** Ignores signatures, and makes none. */
  OFF,
  /** Signatures are made. Writings without one count all the same, and are told. */
  WARN,
  /** Signatures are made. Writings without a valid one count as absent, and no such job runs. */
  REQUIRE
}
