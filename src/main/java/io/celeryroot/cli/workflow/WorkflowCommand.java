// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.workflow;

import io.celeryroot.cli.console.CommandGroup;
import picocli.CommandLine.Command;

/** {@code cl workflow}: the commands below it. */
@Command(
    description = "Starts and lists workflows: tasks that run one after the other.",
    footer = {"", "Example: cl workflow run backup_workflow --wait"})
public final class WorkflowCommand extends CommandGroup {}
