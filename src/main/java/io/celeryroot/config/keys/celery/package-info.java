// SPDX-License-Identifier: Apache-2.0
/** The keys by which tasks are known to Celery. */
package io.celeryroot.config.keys.celery;
