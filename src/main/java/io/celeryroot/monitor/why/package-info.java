// SPDX-License-Identifier: Apache-2.0
/**
 * Answers to the question why something ran, waits, or did not run.
 *
 * <p>The reader collects facts from Redis in a few round trips; pure classes make the answers of
 * them. Changes nothing. Start reading at {@link io.celeryroot.monitor.why.JobWhy}.
 */
package io.celeryroot.monitor.why;
