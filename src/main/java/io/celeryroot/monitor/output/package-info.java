// SPDX-License-Identifier: Apache-2.0
/**
 * The output of jobs, while they run and afterwards, without gaps where the result has more.
 * Read-only. Start reading at {@link io.celeryroot.monitor.output.JobLog}.
 */
package io.celeryroot.monitor.output;
