// SPDX-License-Identifier: Apache-2.0
/**
 * Makes runs of due instants: decides, records and enqueues all that are due at one second in one
 * go. Knows no Camel and no worker. Start with {@link io.celeryroot.beat.due.DueClock}.
 */
package io.celeryroot.beat.due;
