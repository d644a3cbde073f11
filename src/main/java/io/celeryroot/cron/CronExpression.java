// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

/** Five fields. */
public record CronExpression(String text) {}
