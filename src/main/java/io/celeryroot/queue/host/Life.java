// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.host;

import java.time.Instant;

/**
 * A time in which at least one Beat lived and reached Redis.
 *
 * @param from its first sign of life, by the clock of Redis
 * @param until its last
 */
public record Life(Instant from, Instant until) {}
