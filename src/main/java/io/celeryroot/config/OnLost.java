// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config;

/** What happens to a job whose worker died while running it. */
public enum OnLost {
  /** It goes back in line, at the front; at most three times, then to the dead letters. */
  REQUEUE,
  /** It ends as {@code lost}: for tasks that must not run twice, such as a reboot. */
  FAIL
}
