// SPDX-License-Identifier: Apache-2.0
/**
 * Moves jobs on Redis: enqueue, claim, begin, end, requeue, expire. Decisions are taken by {@link
 * io.celeryroot.job}; this package reads, asks it, and writes if nothing has changed meanwhile.
 * Start with {@link io.celeryroot.queue.WorkerSession} and {@link io.celeryroot.queue.Attempts}.
 */
package io.celeryroot.queue;
