// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

/**
 * A part of a valid expression that probably does not do what its author wants.
 *
 * @param rule stable name, such as {@code cron-step-long}
 * @param message the fact, such as {@code step 61 exceeds the minutes}
 * @param hint the effect, and a way to write what was probably meant
 * @param offset index of the part in the text
 * @param length chars of the part
 */
public record CronDoubt(String rule, String message, String hint, int offset, int length) {}
