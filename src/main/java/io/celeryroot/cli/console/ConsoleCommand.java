// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.console;

import io.celeryroot.view.OutputFormat;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that answers yes or no, at the terminal that it was typed at. */
public abstract class ConsoleCommand implements Callable<Integer> {

  /** The terminal; as the options, set before the command runs. */
  protected Console console;

  @Spec private CommandSpec typed;

  public final void attach(Console terminal) {
    this.console = terminal;
  }

  @Override
  public final Integer call() throws Exception {
    CommandFailure.refuseIf(
        console.options().format == OutputFormat.markdown && !writesMarkdown(),
        "cl: only \"cl config diff\" writes Markdown; fix: -o table, json or yaml");
    return run() ? ExitCode.YES : ExitCode.NO;
  }

  /** Does the work, prints the answer, and returns true for yes or done. */
  protected abstract boolean run() throws Exception;

  /**
   * Does the part of the work for which the command is connected. If it is one that changes
   * something, this leaves an audit entry.
   */
  protected final boolean audited(SiteConnection site, BooleanSupplier work) {
    if (!getClass().isAnnotationPresent(Audited.class) || changesNothing()) {
      return work.getAsBoolean();
    }
    List<String> words = typed.root().commandLine().getParseResult().originalArgs();
    return new Audit(console, site, words, target(), secrets()).run(work);
  }

  protected boolean writesMarkdown() {
    return false;
  }

  private boolean changesNothing() {
    return typed.commandLine().getParseResult().matchedOptionValue("--dry-run", false);
  }

  /** Returns what the command is about: its arguments that are not options. */
  protected String target() {
    return typed.commandLine().getParseResult().matchedPositionals().stream()
        .flatMap(argument -> argument.stringValues().stream())
        .distinct()
        .collect(Collectors.joining(" "));
  }

  /** Returns values on the command line that nobody may read afterwards. */
  protected Collection<String> secrets() {
    return List.of();
  }
}
