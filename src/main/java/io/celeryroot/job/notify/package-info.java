// SPDX-License-Identifier: Apache-2.0

/**
 * Decides what people are told of a run, and words it. Pure: no Redis, no clock. Start with {@link
 * io.celeryroot.job.notify.RunJudge}.
 */
package io.celeryroot.job.notify;
