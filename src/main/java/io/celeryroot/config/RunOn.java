// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config;

/** Choice between all hosts of a targeted role and any one of them. */
public enum RunOn {
  /** One job for each host of the role, with a result of its own. */
  ALL,
  /** One job for the role, taken by whichever of its workers is free first. */
  ANY
}
