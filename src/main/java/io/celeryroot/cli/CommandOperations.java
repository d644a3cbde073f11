// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.GlobalOptions;
import io.celeryroot.view.Terminal;
import io.celeryroot.web.Operations;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs commands for users of the dashboard, as if each typed them where this process started. */
final class CommandOperations implements Operations {

  /** Runs one command line; its answer is the exit code. */
  interface CommandLineRunner {
    int run(Console console, String... words);
  }

  private final Console console;
  private final CommandLineRunner commands;

  CommandOperations(Console console, CommandLineRunner commands) {
    this.console = console;
    this.commands = commands;
  }

  @Override
  public Done run(String who, String from, List<String> words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Console own =
        new Console(
            new PrintWriter(out),
            new PrintWriter(err),
            new BufferedReader(new StringReader("")),
            Terminal.NONE,
            env(who, from),
            console.directory(),
            console.clock(),
            options());
    int exitCode = commands.run(own, words.toArray(String[]::new));
    own.out().flush();
    own.err().flush();
    return new Done(exitCode, out.toString(), err.toString());
  }

  /** Returns the environment of a user who came over the network, for the audit log. */
  private Map<String, String> env(String who, String from) {
    Map<String, String> env = new HashMap<>(console.env());
    env.remove("SUDO_USER");
    env.put("USER", who);
    env.put("SSH_CONNECTION", from);
    return env;
  }

  private GlobalOptions options() {
    GlobalOptions options = new GlobalOptions();
    options.config = console.options().config;
    options.environment = console.options().environment;
    options.redisInstead = console.options().redisInstead;
    return options;
  }
}
