// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.workflow;

import static java.util.Objects.requireNonNull;

import io.celeryroot.config.Overlap;
import io.celeryroot.config.Source;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Tasks that run one after the other: an entry of {@code workflows:}, or the {@code tasks:} of a
 * schedule. A step starts when all jobs of the step before have ended well.
 *
 * @param name of the workflow, or of the schedule
 * @param steps one or more, in their order
 * @param timeout of the whole, without the steps that always run; empty: none
 * @param overlap policy for a run that starts before the last one has ended
 * @param description for people; may be empty
 * @param source position of {@code name}
 */
public record Workflow(
    String name,
    List<Step> steps,
    Optional<Duration> timeout,
    Overlap overlap,
    String description,
    Source source) {

  public static final Overlap DEFAULT_OVERLAP = Overlap.SKIP;

  public Workflow {
    requireNonNull(name, "name");
    steps = List.copyOf(steps);
  }
}
