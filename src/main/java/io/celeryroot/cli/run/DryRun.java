// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.run;

import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.config.workflow.Step;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.KnownHost;
import io.celeryroot.job.run.Targets;
import io.celeryroot.job.workflow.StepState;
import io.celeryroot.job.workflow.WorkflowState;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.task.Parameters;
import io.celeryroot.task.Programs;
import io.celeryroot.text.HostRanges;
import io.celeryroot.view.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;

/** Shows what a command would submit. */
public final class DryRun {

  private static final int HOSTS_SHOWN = 6;

  /** A step that would run. */
  private record Line(int number, Step step, List<String> hosts) {}

  private static final View<Line> STEPS =
      new View<Line>()
          .column("step", "STEP", Line::number)
          .column("task", "TASK", line -> line.step().task())
          .column("hosts", "HOSTS", Line::hosts, line -> HostRanges.text(line.hosts(), HOSTS_SHOWN))
          .column("if", "IF", line -> line.step().conditions());

  private DryRun() {}

  /**
   * Returns the view of the jobs of a run of one task. The variables of a host are filled in; where
   * any host may take the job, their names stay.
   *
   * @param conditions that must hold on the host
   * @param wave number of the wave in which a target gets its job, 1-based
   */
  public static View<Target> jobs(
      ClConfig config,
      TaskDefinition task,
      Map<String, String> values,
      List<String> conditions,
      ToIntFunction<Target> wave) {
    View<Target> view =
        new View<Target>()
            .cell("TARGET", Target::label)
            .field("task", target -> task.name())
            .field("role", Target::role)
            .field("host", Target::host)
            .column("queue", "QUEUE", Target::list)
            .column(
                "command",
                "COMMAND",
                target -> Programs.display(task, onHost(config, task, values, target)),
                target -> CommandLineText.of(task, onHost(config, task, values, target)))
            .field("wave", wave::applyAsInt)
            .field("params", target -> Programs.masked(task, values))
            .field("if", target -> conditions);
    return conditions.isEmpty()
        ? view
        : view.cell("IF", target -> String.join(" and ", conditions));
  }

  private static Map<String, String> onHost(
      ClConfig config, TaskDefinition task, Map<String, String> values, Target target) {
    return target
        .host()
        .map(config::varsOf)
        .map(vars -> Parameters.bindOn(vars, task, List.of(), values).values())
        .orElse(values);
  }

  /** Shows the steps of a workflow that have not ended yet, with their hosts. */
  static boolean steps(Console console, SiteConnection site, WorkflowState workflow) {
    Set<KnownHost> known = new Heartbeats(site.redis()).knownHosts();
    List<Line> lines = new ArrayList<>();
    for (int number = 1; number <= workflow.steps().size(); number++) {
      StepState state = workflow.step(number);
      if (state.end().isEmpty()) {
        Step step = state.plan().step();
        List<String> hosts =
            targets(site.config(), step, known).stream().map(Target::label).toList();
        lines.add(new Line(number, step, hosts));
      }
    }
    console.answer(STEPS, lines);
    return true;
  }

  /** Returns the targets of a step with hosts that are known now. */
  static List<Target> targets(ClConfig config, Step step, Set<KnownHost> known) {
    return Targets.resolve(config, step.targets(), step.runOn(), step.task(), known).targets();
  }
}
