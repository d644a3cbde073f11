// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor;

import java.time.Duration;
import java.util.Optional;

/**
 * Numbers of jobs in all lists of a role.
 *
 * @param waiting jobs in the queue
 * @param delayed retries and jobs with a future ETA
 * @param claimed jobs held by workers
 * @param dead dead letters
 * @param oldest age of the job that has waited longest, since its submission; empty: none waits, or
 *     its submitter did not say when
 */
public record QueueFigures(
    long waiting, long delayed, long claimed, long dead, Optional<Duration> oldest) {}
