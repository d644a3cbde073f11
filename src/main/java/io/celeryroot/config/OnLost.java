// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config;

/** Policy for a job whose worker died while running it. */
public enum OnLost {
  /** Requeues it at the front; after three times it goes to the dead letters. */
  REQUEUE,
  /** Ends it as {@code lost}: for tasks that must not run twice, such as a reboot. */
  FAIL
}
