// SPDX-License-Identifier: Apache-2.0
/**
 * Runs of the past: lists of them by filters, the history of a schedule, differences of outputs.
 *
 * <p>Reads pages of the index of runs and the counts of their ends, and the results of single runs
 * only where it must. Start reading at {@link io.celeryroot.monitor.history.RunHistory}.
 */
package io.celeryroot.monitor.history;
