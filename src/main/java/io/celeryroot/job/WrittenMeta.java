// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job;

import java.util.Optional;

/**
 * The next record of a job, ready to be stored.
 *
 * @param text the record
 * @param job whose it is
 * @param outcome how an attempt or the job ended; empty: an attempt begins
 */
public record WrittenMeta(String text, Job job, Optional<JobOutcome> outcome) {}
