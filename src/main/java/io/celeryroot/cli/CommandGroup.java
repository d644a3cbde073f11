// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import io.celeryroot.cli.console.ExitCode;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** A command with commands below it. Alone, it shows its help, as a mistake. */
final class CommandGroup implements Callable<Integer> {

  private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);

  /**
   * @param name such as {@code config}
   */
  CommandGroup(String name) {
    switch (name) {
      case "config" -> group("Writes, checks and shows cl.yaml.", "Example: cl config validate");
      case "task" ->
          group(
                  "Runs tasks now, and shows what became of them.",
                  "\"cl task TASK\" is short for \"cl task run TASK\". A task that is named like"
                      + " one of these commands",
                  "is started with the long form: cl task run status --targets web01",
                  "",
                  "Example: cl task ping --targets webserver --wait")
              .customSynopsis(
                  "cl task TASK [ARG...] --targets TARGET[,TARGET...] [OPTIONS]",
                  "cl task COMMAND [OPTIONS]");
      case "schedule" -> group("Shows, starts and pauses schedules.", "Example: cl schedule next");
      case "workflow" ->
          group(
              "Starts and lists workflows: tasks that run one after the other.",
              "Example: cl workflow run backup_workflow --wait");
      case "notify" ->
          group("Shows and tries who is told of what happens.", "Example: cl notify list");
      case "queue" -> group("Shows and repairs the queues in Redis.", "Example: cl queue list");
      case "worker" ->
          group(
              "Shows the hosts and their workers, and takes hosts out of work.",
              "Example: cl worker drain webserver01 --reason \"new kernel\"");
      case "keys" ->
          group(
              "Makes and lists the keys with which jobs, results and orders are signed.",
              "See security: in cl.yaml.",
              "Example: cl keys new beat1");
      default -> throw new IllegalArgumentException(name);
    }
  }

  private UsageMessageSpec group(String description, String... footer) {
    return spec.usageMessage()
        .description(description)
        .footer(Stream.concat(Stream.of(""), Stream.of(footer)).toArray(String[]::new));
  }

  CommandSpec spec() {
    return spec;
  }

  @Override
  public Integer call() {
    return showHelp(spec);
  }

  static int showHelp(CommandSpec spec) {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.WRONG_COMMAND_LINE;
  }
}
