// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.workflow;

/** Consequence of a step that has not ended well for the steps after it. */
public enum OnFailure {
  /** Skips them, except those that always run. */
  STOP,
  /** Goes on with the next. */
  CONTINUE
}
