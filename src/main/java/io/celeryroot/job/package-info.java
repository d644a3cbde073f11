// SPDX-License-Identifier: Apache-2.0
/**
 * The model of jobs, pure: no Redis client, no Camel. Start with {@link io.celeryroot.job.Job}
 * (what travels), {@link io.celeryroot.job.JobMeta} (its states and what may follow) and {@link
 * io.celeryroot.job.MessageCodec} (how it looks on the wire).
 */
package io.celeryroot.job;
