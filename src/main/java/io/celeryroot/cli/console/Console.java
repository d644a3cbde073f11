// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.console;

import io.celeryroot.job.run.Submitter;
import io.celeryroot.text.Printable;
import io.celeryroot.view.Terminal;
import io.celeryroot.view.View;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The terminal that a command was typed at: streams, environment, directory, clock, global options.
 *
 * @param out answers and nothing else
 * @param err progress, warnings and refusals
 * @param in answers to questions
 * @param terminal tells which of these is a terminal
 * @param env environment variables
 * @param directory base of relative paths on the command line
 * @param clock the time now
 * @param options filled in when the command line is parsed
 */
public record Console(
    PrintWriter out,
    PrintWriter err,
    BufferedReader in,
    Terminal terminal,
    Map<String, String> env,
    Path directory,
    Clock clock,
    GlobalOptions options) {

  public Console {
    env = Map.copyOf(env);
  }

  public Instant now() {
    return clock.instant();
  }

  /**
   * Prints the answer in the format that was asked for.
   *
   * @param document the answer for programs
   * @param table the answer for people, ended by a line feed
   */
  public void answer(Object document, Supplier<String> table) {
    print(() -> document, table);
  }

  /** Prints rows as a table, or as the list of their objects. */
  public <T> void answer(View<T> view, Collection<T> rows) {
    print(() -> view.documents(rows), () -> view.table(rows, terminal));
  }

  /** Prints one row as a table, or as its object. */
  public <T> void answer(View<T> view, T row) {
    answer(view, row, () -> view.table(List.of(row), terminal));
  }

  /**
   * Prints one row as its object, or as a text for people.
   *
   * @param text ended by a line feed
   */
  public <T> void answer(View<T> view, T row, Supplier<String> text) {
    print(() -> view.document(row), text);
  }

  private void print(Supplier<?> document, Supplier<String> table) {
    out.print(options.format.render(document, table));
    out.flush();
  }

  /**
   * Asks a question on stderr.
   *
   * @param byDefault what an empty line means; the end of the input always means no
   */
  public boolean confirms(String question, boolean byDefault) {
    err.print(question);
    err.flush();
    try {
      String answer = in.readLine();
      if (answer == null) {
        return false;
      }
      return answer.isBlank() ? byDefault : answer.strip().matches("(?i)y|yes");
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns whoever submits a run from here now, such as {@code ann@host1}. */
  public Submitter submitter() {
    return new Submitter(user() + "@" + LocalHost.name(env), now());
  }

  /** Returns the login name of the person at the terminal, also when sudo made root of it. */
  String user() {
    String user = env.getOrDefault("USER", env.getOrDefault("LOGNAME", ""));
    String behind = env.getOrDefault("SUDO_USER", "");
    if (user.isEmpty()) {
      // Cron and systemd need not set it.
      return System.getProperty("user.name");
    }
    return user.equals("root") && !behind.isEmpty() ? behind : user;
  }

  /**
   * Prints one line to stderr; control characters in it become escapes.
   *
   * @param format the format of the values, or the line when there are no values
   */
  public void say(String format, Object... values) {
    String line = values.length == 0 ? format : String.format(Locale.ROOT, format, values);
    err.println(Printable.lines(line));
    err.flush();
  }
}
