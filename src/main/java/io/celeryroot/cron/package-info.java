// SPDX-License-Identifier: Apache-2.0
/**
 * When is it due: cron expressions and their due instants, pure functions of text, zone and time.
 *
 * <p>Uses nothing but the JDK; knows no file, no schedule, no clock and no Quartz class. Start
 * reading at {@link io.celeryroot.cron.CronExpression}, then {@link
 * io.celeryroot.cron.DueInstants}.
 */
package io.celeryroot.cron;
