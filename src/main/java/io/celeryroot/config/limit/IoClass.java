// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.limit;

/** Priority of a program at the disks, see ionice(1). */
public enum IoClass {
  /** Only when nobody else uses the disk. */
  IDLE,
  /** The class of all programs that ask for none. */
  BEST_EFFORT,
  /** Before all others. */
  REALTIME
}
