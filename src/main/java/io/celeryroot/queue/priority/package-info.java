// SPDX-License-Identifier: Apache-2.0
/**
 * Lists of jobs that Celery clients sent with a priority. Knows where they lie, and not what
 * becomes of them.
 */
package io.celeryroot.queue.priority;
