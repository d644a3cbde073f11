// SPDX-License-Identifier: Apache-2.0
/**
 * Rules of a file for messages to Celery's workers. Knows no messages; start with {@link
 * io.celeryroot.config.celery.CeleryValue}.
 */
package io.celeryroot.config.celery;
