// SPDX-License-Identifier: Apache-2.0
/**
 * Executes jobs: claims them, takes each to its end, keeps the lease. Knows no Camel; what runs an
 * attempt is an {@link io.celeryroot.worker.AttemptRoute}. Start with {@link
 * io.celeryroot.worker.RoleWorker}, then {@link io.celeryroot.worker.JobRunner}.
 */
package io.celeryroot.worker;
