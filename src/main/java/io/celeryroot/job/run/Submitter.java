// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.run;

import java.time.Instant;

/**
 * The origin of a run by hand.
 *
 * @param name such as {@code cl@host1}
 * @param at when it submits; a part of the id of the run
 */
public record Submitter(String name, Instant at) {}
