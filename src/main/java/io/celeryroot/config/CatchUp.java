// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config;

/** Policy for due instants that passed while no Beat was running. */
public enum CatchUp {
  /** Runs none; each is recorded as missed. */
  SKIP,
  /** Runs the latest inside the catch-up window; the others are recorded as missed. */
  LATEST,
  /** Runs each inside the catch-up window, oldest first; older ones are recorded as missed. */
  ALL
}
