// SPDX-License-Identifier: Apache-2.0
/**
 * Read-only views of Redis, metrics, and the reports of the engines of this process: availability
 * of Redis, events, log fields and spans. Start with {@link io.celeryroot.monitor.Monitor}.
 */
package io.celeryroot.monitor;
