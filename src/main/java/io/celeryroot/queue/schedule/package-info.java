// SPDX-License-Identifier: Apache-2.0
/**
 * The memory of Beats about schedules, shared through Redis. Start with {@link
 * io.celeryroot.queue.schedule.ScheduleStates}.
 */
package io.celeryroot.queue.schedule;
