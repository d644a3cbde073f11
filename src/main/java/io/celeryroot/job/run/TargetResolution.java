// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.run;

import io.celeryroot.job.Target;
import java.util.List;

/**
 * The targets that role and host names stand for.
 *
 * @param targets one for each job, in the order asked for, no host twice
 * @param problems one for each name that came to nothing
 */
public record TargetResolution(List<Target> targets, List<TargetProblem> problems) {

  public TargetResolution {
    targets = List.copyOf(targets);
    problems = List.copyOf(problems);
  }

  public boolean isValid() {
    return problems.isEmpty();
  }
}
