// SPDX-License-Identifier: Apache-2.0
/**
 * What Beats remember of schedules, shared through Redis. Start with {@link
 * io.celeryroot.queue.schedule.ScheduleStates}.
 */
package io.celeryroot.queue.schedule;
