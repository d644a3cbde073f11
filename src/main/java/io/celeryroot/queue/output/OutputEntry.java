// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.output;

import java.time.Instant;

/**
 * A piece of output as it is kept.
 *
 * @param id where to go on reading
 * @param at when it was stored, by the Redis clock
 * @param attempt 1-based
 * @param host that printed it
 * @param piece what was printed
 */
public record OutputEntry(String id, Instant at, int attempt, String host, OutputPiece piece) {}
