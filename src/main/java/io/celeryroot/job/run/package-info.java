// SPDX-License-Identifier: Apache-2.0
/**
 * Runs, pure: which hosts get a job, what a submitter asks for, and what is recorded of it. Start
 * with {@link io.celeryroot.job.run.RunRequest} and {@link io.celeryroot.job.run.Targets}.
 */
package io.celeryroot.job.run;
