// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.GlobalOptions;
import io.celeryroot.view.Terminal;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;

/** The program {@code cl}. */
public final class Main {

  private Main() {}

  /** Runs one command and exits with its code. */
  public static void main(String[] args) {
    StandardOutput out =
        new StandardOutput(new FileOutputStream(FileDescriptor.out), StandardOutput::isPipe);
    Console console = console(out);
    System.exit(out.checked(run(console, args), console));
  }

  /** Runs one command and returns its exit code. */
  public static int run(Console console, String... args) {
    int exitCode = CommandTree.run(console, args);
    console.out().flush();
    console.err().flush();
    return exitCode;
  }

  private static Console console(OutputStream out) {
    return new Console(
        writer(out),
        writer(new FileOutputStream(FileDescriptor.err)),
        new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())),
        Terminal.of(
            System.getProperty("cl.terminal", ""),
            System.getProperty("cl.terminal.size", ""),
            System.getenv()),
        System.getenv(),
        Path.of(""),
        Clock.systemUTC(),
        new GlobalOptions());
  }

  private static PrintWriter writer(OutputStream stream) {
    return new PrintWriter(stream, false, StandardCharsets.UTF_8);
  }
}
