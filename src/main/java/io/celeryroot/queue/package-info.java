// SPDX-License-Identifier: Apache-2.0
/**
 * Waiting, claimed, done: jobs on Redis lists in Celery's form, claims that live as long as their
 * worker, and results that are written once.
 *
 * <p>Knows nothing of Camel, Spring or processes. Start reading at {@link
 * io.celeryroot.queue.JobMeta} (what may become of a job) and {@link io.celeryroot.queue.Keys}
 * (where it lies), then {@link io.celeryroot.queue.WorkerSession} and {@link
 * io.celeryroot.queue.Attempts}.
 */
package io.celeryroot.queue;
