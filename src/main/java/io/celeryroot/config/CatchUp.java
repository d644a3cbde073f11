// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config;

/** What happens to due instants that passed while no Beat was running. */
public enum CatchUp {
  /** None runs; each is recorded as missed. */
  SKIP,
  /** The latest inside the catch-up window runs; the others are recorded as missed. */
  LATEST,
  /** All inside the catch-up window run, oldest first; older ones are recorded as missed. */
  ALL
}
