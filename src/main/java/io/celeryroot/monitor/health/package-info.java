// SPDX-License-Identifier: Apache-2.0
/**
 * Health of a Beat or a worker: whether it can work, why not, and when it tries again. Knows
 * nothing of jobs. Starts at {@link Watchdog}.
 */
package io.celeryroot.monitor.health;
