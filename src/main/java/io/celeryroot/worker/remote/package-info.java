// SPDX-License-Identifier: Apache-2.0
/**
 * Celery's remote control of a worker, and its events for monitors. Off the path of jobs: whatever
 * is said here, no job is run by it. Start at {@link RemoteControl}.
 */
package io.celeryroot.worker.remote;
