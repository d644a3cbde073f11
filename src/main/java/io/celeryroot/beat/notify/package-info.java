// SPDX-License-Identifier: Apache-2.0

/**
 * Notices what people want to know: watched runs, missed due instants, pauses, workers that stopped
 * responding. Any number of Beats do so; each event is told once. Knows no Camel. Start with {@link
 * io.celeryroot.beat.notify.WatchRounds}.
 */
package io.celeryroot.beat.notify;
