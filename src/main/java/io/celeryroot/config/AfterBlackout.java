// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config;

/** Policies for what was due while no run could start. */
public enum AfterBlackout {
  /** Leaves it out. */
  SKIP,
  /** Starts one run when the closed time ends. */
  RUN
}
