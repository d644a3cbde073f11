// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys.notify;

import io.celeryroot.config.TaskDefinition;
import io.celeryroot.config.yaml.Scalar;
import java.util.List;
import java.util.Optional;

/** The names of a file that receivers refer to. */
public interface KnownNames {

  /** Returns true if it is the name of a task; if not, reports it. */
  boolean isTask(Scalar name);

  /** Finds a task that can be used. */
  Optional<TaskDefinition> task(String name);

  /** Reports targets that are unknown, or whose hosts may not run the task. */
  void checkTargets(List<Scalar> targets, Optional<String> task);
}
