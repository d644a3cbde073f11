// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.task;

import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.output.View;
import io.celeryroot.cli.run.CommandLineText;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.job.Target;
import io.celeryroot.task.Programs;
import java.util.List;
import java.util.Map;

/**
 * The jobs that {@code cl task --dry-run} shows and does not submit.
 *
 * @param values checked against the task's parameters
 */
record TaskDryRun(TaskDefinition task, Map<String, String> values, List<Target> targets) {

  void answer(Console console) {
    List<String> argv = Programs.display(task, values);
    String command = CommandLineText.of(task, values);
    View<Target> view =
        new View<Target>()
            .cell("TARGET", Target::label)
            .field("task", target -> task.name())
            .field("role", Target::role)
            .field("host", Target::host)
            .column("queue", "QUEUE", Target::list)
            .column("command", "COMMAND", target -> argv, target -> command)
            .field("params", target -> Programs.masked(task, values));
    console.answer(view, targets);
  }
}
