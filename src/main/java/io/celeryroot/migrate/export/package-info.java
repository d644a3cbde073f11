// SPDX-License-Identifier: Apache-2.0
/**
 * The schedules of one host for other tools: as a crontab, as timers of systemd. Start reading at
 * {@link io.celeryroot.migrate.export.HostSchedule}.
 */
package io.celeryroot.migrate.export;
