// SPDX-License-Identifier: Apache-2.0
/**
 * Forecasts: the runs that come, how two configurations differ in them, and when hosts are busy.
 * Pure functions of configurations, measured durations and a period. Start reading at {@link
 * io.celeryroot.monitor.forecast.ScheduleRuns}.
 */
package io.celeryroot.monitor.forecast;
