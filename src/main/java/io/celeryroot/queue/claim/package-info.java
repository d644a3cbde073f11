// SPDX-License-Identifier: Apache-2.0

/** A worker's hold on a job, and the answers to its questions about one. */
package io.celeryroot.queue.claim;
