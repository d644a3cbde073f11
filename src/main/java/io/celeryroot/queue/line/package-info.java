// SPDX-License-Identifier: Apache-2.0
/**
 * Reads what lies in queues: how many jobs, which ones, and which workers take them. Start with
 * {@link io.celeryroot.queue.line.QueueReader}.
 */
package io.celeryroot.queue.line;
