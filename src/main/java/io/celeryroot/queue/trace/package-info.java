// SPDX-License-Identifier: Apache-2.0
/** Looks for what is left of jobs in Redis, and mends what others took away. */
package io.celeryroot.queue.trace;
