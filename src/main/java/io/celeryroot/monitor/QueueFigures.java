// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor;

import java.time.Duration;
import java.util.Optional;

/**
 * How many jobs of a role lie where, in all its lists.
 *
 * @param waiting in line
 * @param delayed retries and jobs with an ETA that is not reached
 * @param claimed held by workers
 * @param dead dead letters
 * @param oldest how long ago the job was submitted that has waited longest; empty: none waits, or
 *     its submitter did not say when
 */
public record QueueFigures(
    long waiting, long delayed, long claimed, long dead, Optional<Duration> oldest) {}
