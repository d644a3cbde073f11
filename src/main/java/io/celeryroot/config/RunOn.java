// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config;

/** On how many hosts of a targeted role a job runs. */
public enum RunOn {
  /** One job for each host of the role, with a result of its own. */
  ALL,
  /** One job for the role, taken by whichever of its workers is free first. */
  ANY
}
