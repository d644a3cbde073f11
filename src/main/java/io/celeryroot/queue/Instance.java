// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import io.celeryroot.task.process.Machine;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One process under a worker's name: the value of a lease, and the first part of its claims'
 * tokens.
 *
 * @param text {@code machine/pid/start/random}
 */
record Instance(String text) {

  private static final Pattern FORM = Pattern.compile("([^/]+)/(\\d{1,18})/(\\d{1,18})/.*");

  static Instance create() {
    long pid = ProcessHandle.current().pid();
    return new Instance(
        Machine.HERE.id() + "/" + pid + "/" + Machine.HERE.start(pid) + "/" + UUID.randomUUID());
  }

  String token(long number) {
    return text + "#" + number;
  }

  boolean owns(String token) {
    return Attempts.instance(token).equals(text);
  }

  /** Whether it ran on this machine and has gone. */
  boolean isGone() {
    Matcher matcher = FORM.matcher(text);
    return matcher.matches()
        && matcher.group(1).equals(Machine.HERE.id())
        && Machine.HERE.isGone(Long.parseLong(matcher.group(2)), Long.parseLong(matcher.group(3)));
  }

  /** For messages. */
  String inWords() {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return "another process";
    }
    boolean here = matcher.group(1).equals(Machine.HERE.id());
    return "process " + matcher.group(2) + (here ? " of this machine" : " of another machine");
  }
}
