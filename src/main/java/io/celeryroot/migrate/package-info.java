// SPDX-License-Identifier: Apache-2.0
/**
 * Schedules of other tools as a cl.yaml: text in, text out.
 *
 * <p>The importers below it ({@code celery}, {@code crontab}) make one {@link
 * io.celeryroot.migrate.ImportedSite}, which {@link io.celeryroot.migrate.ClYamlWriter} prints;
 * {@code export} goes the other way. Knows neither files nor the terminal. Start reading at {@link
 * io.celeryroot.migrate.ImportedSite}.
 */
package io.celeryroot.migrate;
