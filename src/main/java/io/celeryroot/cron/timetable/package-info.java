// SPDX-License-Identifier: Apache-2.0
/**
 * Due instants in every form that cl.yaml has for it. Pure functions of text, zone and time, which
 * know no file and no clock. Start reading at {@link io.celeryroot.cron.timetable.Timetable}.
 */
package io.celeryroot.cron.timetable;
