// SPDX-License-Identifier: Apache-2.0
/**
 * Crontabs of users, files of {@code /etc/cron.d} and directories of {@code run-parts} as a {@link
 * io.celeryroot.migrate.ImportedSite}. Start reading at {@link
 * io.celeryroot.migrate.crontab.CrontabImport}.
 */
package io.celeryroot.migrate.crontab;
