// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.GlobalOptions;
import io.celeryroot.view.Terminal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs {@code cl} in this JVM, in a directory of its own and with captured streams. */
public final class Cl {

  static final Instant NOW = Instant.parse("2026-11-23T10:20:30Z");

  /** The sample of the design, and nothing else. */
  public static final String SAMPLE =
      """
      redis:
        url: redis://localhost:6379/0
      workers:
        webserver:
          hostnames: [webserver01, webserver02]
          queue: webserver_tasks
        database:
          hostnames: [dbserver01]
          queue: database_tasks
      schedules:
        security_updates:
          cron: "0 2 * * *"
          task: check_security_updates
          targets: [webserver, database]
          description: "Daily security update check"
      """;

  /** What a command left behind. */
  public record Ended(int exitCode, String out, String err) {}

  private final Path directory;
  private final Map<String, String> env = new HashMap<>();
  private Terminal terminal = Terminal.NONE;
  private Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
  private String input = "";

  public Cl(Path directory) {
    this.directory = directory;
  }

  public Cl file(String name, String text) {
    try {
      Files.writeString(directory.resolve(name), text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return this;
  }

  public Cl env(String name, String value) {
    env.put(name, value);
    return this;
  }

  public Cl terminal(Terminal terminal) {
    this.terminal = terminal;
    return this;
  }

  public Cl clock(Clock clock) {
    this.clock = clock;
    return this;
  }

  public Cl input(String input) {
    this.input = input;
    return this;
  }

  public Ended run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode = Main.run(console(out, err), args);
    return new Ended(exitCode, out.toString(), err.toString());
  }

  /** A command that goes on by itself. */
  public final class Running {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();

    private Running(String... args) {
      Thread thread = new Thread(() -> exitCode.complete(Main.run(console(out, err), args)), "cl");
      thread.setDaemon(true);
      thread.start();
    }

    public String out() {
      return out.toString();
    }

    public String err() {
      return err.toString();
    }

    public boolean isAlive() {
      return !exitCode.isDone();
    }

    public int exitCode() {
      return exitCode.orTimeout(30, TimeUnit.SECONDS).join();
    }
  }

  public Running start(String... args) {
    return new Running(args);
  }

  public Console console() {
    return console(new StringWriter(), new StringWriter());
  }

  private Console console(StringWriter out, StringWriter err) {
    return new Console(
        new PrintWriter(out),
        new PrintWriter(err),
        new BufferedReader(new StringReader(input)),
        terminal,
        env,
        directory,
        clock,
        new GlobalOptions());
  }
}
