// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat;

import io.celeryroot.beat.due.BeatTenure;
import io.celeryroot.beat.reconcile.ClockWatch;
import io.celeryroot.config.ClConfig;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.monitor.Spans;
import io.celeryroot.monitor.health.RedisAvailability;
import io.celeryroot.queue.Attempts;
import io.celeryroot.queue.control.ControlState;
import io.celeryroot.redis.Redis;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Settings and collaborators of a Beat, for its constructor only.
 *
 * @param host of this Beat
 * @param redis stays the caller's; is connected when it is first used
 * @param attempts of that Redis; ends jobs that do not run
 * @param fingerprints of the sections of the file, computed when they are first asked for
 * @param orders of operators
 * @param availability is told of keys that hold a value of another type
 * @param tenure shared by all files that this Beat reads
 * @param clocks of due instants, and those that nobody sets
 * @param isEnding true once this Beat is to end; a round ends early then
 */
public record BeatSetup(
    ClConfig config,
    String host,
    Redis redis,
    Supplier<Attempts> attempts,
    Supplier<Map<String, String>> fingerprints,
    Supplier<ControlState> orders,
    RedisAvailability availability,
    EngineListener listener,
    Spans spans,
    BeatTenure tenure,
    Supplier<ClockWatch.Reading> clocks,
    BooleanSupplier isEnding) {}
