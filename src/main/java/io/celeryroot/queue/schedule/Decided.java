// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.schedule;

import java.time.Instant;

/**
 * A decision about a due instant, and who took it.
 *
 * @param decision that counts for all Beats
 * @param at Redis server time
 * @param isFirst true: it was taken just now; false: it was there, or nothing is decided
 */
public record Decided(DueDecision decision, Instant at, boolean isFirst) {}
