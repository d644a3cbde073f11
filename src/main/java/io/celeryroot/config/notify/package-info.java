// SPDX-License-Identifier: Apache-2.0

/**
 * The people who are told of what happens: receivers of {@code notify:}, dead-man pings, and who
 * hears of which schedule. Pure. Start with {@link io.celeryroot.config.notify.Receivers}.
 */
package io.celeryroot.config.notify;
