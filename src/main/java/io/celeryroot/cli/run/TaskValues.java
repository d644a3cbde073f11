// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.run;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.task.Binding;
import io.celeryroot.task.Parameters;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Values of a task's parameters, as the command line gives them. */
public final class TaskValues {

  private TaskValues() {}

  /** Binds arguments and named values to parameters; values that do not fit end the command. */
  public static Map<String, String> of(
      TaskDefinition task, List<String> args, Map<String, String> params) {
    Binding binding = Parameters.bind(task, args, params);
    CommandFailure.refuseIf(
        !binding.isValid(),
        binding.problems().stream()
            .map(problem -> "cl: " + task.name() + ": " + problem)
            .collect(Collectors.joining("\n")));
    return binding.values();
  }
}
