// SPDX-License-Identifier: Apache-2.0

/**
 * Reads who is told of what: {@code notify:}, {@code late_after:} and {@code ping:}. Start with
 * {@link io.celeryroot.config.keys.notify.NotifyKeys}.
 */
package io.celeryroot.config.keys.notify;
