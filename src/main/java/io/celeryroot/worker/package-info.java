// SPDX-License-Identifier: Apache-2.0
/**
 * Executes jobs: claims them, takes each to its end, keeps the lease. Does not know Camel: an
 * {@link io.celeryroot.worker.AttemptRoute} runs an attempt. Start with {@link
 * io.celeryroot.worker.RoleWorker}, then {@link io.celeryroot.worker.JobRunner}.
 */
package io.celeryroot.worker;
