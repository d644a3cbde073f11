// SPDX-License-Identifier: Apache-2.0
/**
 * A beat schedule of Celery as a {@link io.celeryroot.migrate.ImportedSite}, read from the source
 * of its settings. Start reading at {@link io.celeryroot.migrate.celery.CeleryImport}.
 */
package io.celeryroot.migrate.celery;
