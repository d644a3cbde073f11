// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.console;

import io.celeryroot.view.OutputFormat;
import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options of every command, given before or after its name. */
public final class GlobalOptions {

  @Option(
      names = {"-c", "--config"},
      scope = ScopeType.INHERIT,
      order = 100,
      paramLabel = "FILE",
      description = "The file to read (default: $CL_CONFIG, else cl.yaml).")
  public Path config;

  @Option(
      names = "--env",
      scope = ScopeType.INHERIT,
      order = 101,
      paramLabel = "NAME",
      description = "Entry of environments: in the file that applies.")
  public String environment;

  @Option(
      names = {"-o", "--format"},
      scope = ScopeType.INHERIT,
      order = 102,
      paramLabel = "FORMAT",
      description =
          "Form of the answer: table (default), json, yaml; of cl config diff also markdown.")
  public OutputFormat format = OutputFormat.table;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      order = 103,
      description = "Show the stack trace of a failure.")
  public boolean debug;

  /** Address of a Redis in place of that of the file; no option, but known to who started one. */
  public String redisInstead;

  @Option(
      names = {"-h", "--help"},
      scope = ScopeType.INHERIT,
      order = 104,
      usageHelp = true,
      description = "Show this help.")
  boolean help;
}
