// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

/**
 * The parts of an expression.
 *
 * @param text as written, with single blanks
 */
record CronFields(String text, Values minutes, Values hours, DayRule days) {}
