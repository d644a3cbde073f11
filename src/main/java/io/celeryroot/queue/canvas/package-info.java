// SPDX-License-Identifier: Apache-2.0
/** Jobs that follow when a job of a Celery client has ended. Pure; starts at {@link NextJobs}. */
package io.celeryroot.queue.canvas;
