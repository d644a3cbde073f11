// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config;

/** Priority of a program at the disks, see ionice(1). */
public enum IoClass {
  /** Only when nobody else uses the disk. */
  IDLE,
  /** As all programs without a class. */
  BEST_EFFORT,
  /** Before all others. */
  REALTIME
}
