// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.workflow;

import io.celeryroot.cli.console.Audited;
import io.celeryroot.cli.console.NameLookup;
import io.celeryroot.cli.console.RedisCommand;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.cli.run.RunSubmitter;
import io.celeryroot.config.workflow.Workflow;
import io.celeryroot.job.workflow.WorkflowStart;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code cl workflow run}: starts a workflow now. */
@Audited
@Command(
    description = "Starts a workflow now, of \"workflows:\" or of a schedule with \"tasks\".",
    footer = {
      "",
      "A Beat must run: it queues each step when the one before has ended.",
      "Example: cl workflow run backup_workflow --wait"
    })
public final class WorkflowRunCommand extends RedisCommand {

  @Parameters(paramLabel = "WORKFLOW", description = "Name in the file.")
  private String name;

  @Mixin private final RunSubmitter waiting = new RunSubmitter();

  @Override
  protected void check() {
    waiting.check();
  }

  @Override
  protected boolean run(SiteConnection site) {
    Workflow workflow = NameLookup.workflow(site.config(), name);
    return waiting.start(
        console, site, WorkflowStart.byHand(site.config(), workflow, console.submitter()));
  }
}
