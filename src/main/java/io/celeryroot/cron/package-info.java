// SPDX-License-Identifier: Apache-2.0
/**
 * Cron expressions and their due instants: pure functions of text, zone and time.
 *
 * <p>Uses nothing but the JDK and {@code text}; knows no file, no schedule, no clock and no Quartz
 * class. Start reading at {@link io.celeryroot.cron.CronExpression}, then {@link
 * io.celeryroot.cron.DueInstants}.
 */
package io.celeryroot.cron;
