// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.audit;

import io.celeryroot.job.sign.AuditSeal;
import io.celeryroot.sign.Seals;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A command that changed something, or tried to.
 *
 * @param at end of the command, Redis server time; of an entry that is still to be written, unused
 * @param who login name
 * @param host where the command ran
 * @param from address of the client of the SSH session; empty text: none
 * @param command its words, secrets masked
 * @param target what it was about, such as a schedule or hosts; may be empty
 * @param exitCode of the command; -1: unknown
 * @param distrust why it is not believed, such as {@code unsigned}; empty text: it is, or
 *     signatures mean nothing
 */
public record AuditEntry(
    Instant at,
    String who,
    String host,
    String from,
    String command,
    String target,
    int exitCode,
    String distrust) {

  /** Exit code of a command that was ended by a signal. */
  public static final int INTERRUPTED = 130;

  /** Field with the signature. */
  static final String SEAL = "cl_seal";

  private static final int LONGEST = 1000;

  public AuditEntry {
    command = cut(command);
    target = cut(target);
  }

  /** An entry that is to be written. */
  public AuditEntry(
      Instant at, String who, String host, String from, String command, String target, int exit) {
    this(at, who, host, from, command, target, exit, "");
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

  /** From an entry that anybody may have written. */
  static AuditEntry of(Seals seals, Instant at, Map<String, String> fields) {
    String exit = fields.getOrDefault("exit", "");
    AuditEntry entry =
        new AuditEntry(
            at,
            fields.getOrDefault("who", ""),
            fields.getOrDefault("host", ""),
            fields.getOrDefault("from", ""),
            fields.getOrDefault("command", ""),
            fields.getOrDefault("target", ""),
            exit.matches("\\d{1,3}") ? Integer.parseInt(exit) : -1);
    return entry.distrusted(AuditSeal.objection(seals, entry.fields(), fields.get(SEAL), at));
  }

  private AuditEntry distrusted(String reason) {
    return new AuditEntry(at, who, host, from, command, target, exitCode, reason);
  }
}
