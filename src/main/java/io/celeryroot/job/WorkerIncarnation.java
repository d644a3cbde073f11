// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job;

import io.celeryroot.task.process.Machine;
import java.time.Duration;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One process under a worker's name: the value of a lease, and the first part of its claims'
 * tokens.
 *
 * @param text {@code machine/pid/start/random}
 */
public record WorkerIncarnation(String text) {

  /** Time for which a worker that does not renew its lease keeps its claims. */
  public static final Duration LEASE = Duration.ofSeconds(15);

  private static final Pattern FORM = Pattern.compile("([^/]+)/(\\d{1,18})/(\\d{1,18})/.*");

  public static WorkerIncarnation create() {
    long pid = ProcessHandle.current().pid();
    return new WorkerIncarnation(
        Machine.HERE.id() + "/" + pid + "/" + Machine.HERE.start(pid) + "/" + UUID.randomUUID());
  }

  /**
   * The name of a worker's claims after its file has changed: those of before end under theirs.
   *
   * @param generation number of the reading of the file, from 1, which has the plain name
   */
  public static String holder(String worker, int generation) {
    return generation == 1 ? worker : worker + "#" + generation;
  }

  /** The name of the worker that claims under a name. */
  public static String worker(String holder) {
    int end = holder.indexOf('#');
    return end < 0 ? holder : holder.substring(0, end);
  }

  /** The part of a token that all claims of one process share. */
  public static String of(String token) {
    int end = token.lastIndexOf('#');
    return end < 0 ? token : token.substring(0, end);
  }

  public String token(long number) {
    return text + "#" + number;
  }

  public boolean owns(String token) {
    return of(token).equals(text);
  }

  /** Returns true if it ran on this machine and has gone. */
  public boolean isGone() {
    Matcher matcher = FORM.matcher(text);
    return matcher.matches()
        && matcher.group(1).equals(Machine.HERE.id())
        && Machine.HERE.isGone(Long.parseLong(matcher.group(2)), Long.parseLong(matcher.group(3)));
  }

  /** For messages. */
  public String inWords() {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return "another process";
    }
    boolean here = matcher.group(1).equals(Machine.HERE.id());
    return "process " + matcher.group(2) + (here ? " of this machine" : " of another machine");
  }
}
