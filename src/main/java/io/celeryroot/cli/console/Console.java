// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.console;

import static java.util.Objects.requireNonNull;

import io.celeryroot.cli.output.Terminal;
import io.celeryroot.cli.output.Text;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What surrounds one command: streams, environment, clock and the global options.
 *
 * @param out the answer and nothing else
 * @param err talk: progress, warnings, refusals
 * @param in answers to questions
 * @param terminal what of these is a terminal
 * @param env environment variables
 * @param directory what relative paths on the command line start from
 * @param clock now
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
    requireNonNull(out, "out");
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

  /** Who submits a run from here, such as {@code ann@host1}. */
  public String submitter() {
    String user = env.getOrDefault("USER", env.getOrDefault("LOGNAME", "cl"));
    return user + "@" + LocalHost.name(env);
  }

  /** One line on stderr; what others wrote into it cannot drive the terminal. */
  public void say(String line) {
    err.println(Text.visible(line));
    err.flush();
  }
}
