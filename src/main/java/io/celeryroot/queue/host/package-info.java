// SPDX-License-Identifier: Apache-2.0
/** Heartbeats of workers and Beats. Start with {@link io.celeryroot.queue.host.Heartbeats}. */
package io.celeryroot.queue.host;
