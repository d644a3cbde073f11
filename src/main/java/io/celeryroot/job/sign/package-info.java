// SPDX-License-Identifier: Apache-2.0
/**
 * Signatures of jobs and of their records: the signed bytes, and whose count. Pure. Start at {@link
 * io.celeryroot.job.sign.JobSeal}.
 */
package io.celeryroot.job.sign;
