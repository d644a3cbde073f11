// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.audit;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A command that changed something, or tried to; or what is told in the place of commands whose
 * entries are missing.
 *
 * @param at end of the command, Redis server time; of an entry that is still to be written, unused;
 *     where others are missing, that of the entry beside them
 * @param who login name
 * @param host where the command ran
 * @param from address of the client of the SSH session; empty text: none
 * @param command its words, secrets masked
 * @param target what it was about, such as a schedule or hosts; may be empty
 * @param exitCode of the command; -1: unknown
 * @param distrust why it is not believed, such as {@code unsigned}; empty text: it is, or
 *     signatures mean nothing; where others are missing, which ones
 * @param missing how many entries are missing in its place; 0: it is an entry
 */
public record AuditEntry(
    Instant at,
    String who,
    String host,
    String from,
    String command,
    String target,
    int exitCode,
    String distrust,
    long missing) {

  /** Exit code of a command that was ended by a signal. */
  public static final int INTERRUPTED = 130;

  private static final int LONGEST = 1000;

  public AuditEntry {
    command = cut(command);
    target = cut(target);
  }

  /** An entry that is to be written. */
  public AuditEntry(
      Instant at, String who, String host, String from, String command, String target, int exit) {
    this(at, who, host, from, command, target, exit, "", 0);
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
  }

  Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("who", who);
    fields.put("host", host);
    fields.put("from", from);
    fields.put("command", command);
    fields.put("target", target);
    fields.put("exit", String.valueOf(exitCode));
    return fields;
  }

  /** Tells of entries that are missing beside this one. */
  AuditEntry missing(String which, long many) {
    return new AuditEntry(at, who, host, "", "", "", -1, which, many);
  }

  AuditEntry distrusted(String reason) {
    return new AuditEntry(at, who, host, from, command, target, exitCode, reason, missing);
  }
}
