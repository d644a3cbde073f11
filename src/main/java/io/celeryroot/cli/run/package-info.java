// SPDX-License-Identifier: Apache-2.0
/**
 * Submission of a run from the command line, and the wait for its jobs.
 *
 * <p>Start reading at {@link io.celeryroot.cli.run.RunSubmitter}.
 */
package io.celeryroot.cli.run;
