// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.audit;

import io.celeryroot.job.sign.AuditSeal;
import io.celeryroot.redis.Digits;
import io.celeryroot.sign.Counters.Count;
import io.celeryroot.sign.Seal;
import io.celeryroot.sign.Seals;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An entry as it is in Redis.
 *
 * @param entry believed or not
 * @param chain all entries that an account of a host writes with one key to one Redis, such as
 *     {@code ann as root@ops01#3f2a9c01d4e5}
 * @param count its number in the chain, which is signed; 0: none, or the entry is not believed
 * @param seal its signature; empty text: it has none
 */
record StoredEntry(AuditEntry entry, String chain, Count count, String seal) {

  private static final String SEAL = "cl_seal";
  private static final String NUMBER = "number";
  private static final String BEFORE = "before";
  private static final String ACCOUNT = "account";
  private static final String CHAIN = "chain";

  /** The fields of an entry that is to be written, signed if the process has a key. */
  static Map<String, String> fields(Seals seals, AuditEntry entry, Optional<Count> count) {
    Map<String, String> fields = entry.fields();
    count.ifPresent(
        own -> {
          fields.put(NUMBER, String.valueOf(own.number()));
          fields.put(BEFORE, String.valueOf(own.before()));
          fields.put(ACCOUNT, account());
          fields.put(CHAIN, own.chain());
        });
    AuditSeal.of(seals, fields).ifPresent(seal -> fields.put(SEAL, seal));
    return fields;
  }

  /** The account that writes, without its chains. */
  static String account(String signer, String host) {
    return signer + " as " + account() + "@" + host;
  }

  private static String account() {
    return System.getProperty("user.name");
  }

  /** A chain of this account. */
  static String chain(String signer, String host, String chain) {
    return account(signer, host) + "#" + chain;
  }

  /** The chain to which an entry claims to belong, which anybody may have written. */
  static String chain(Map<String, String> fields) {
    return Seal.parse(fields.getOrDefault(SEAL, ""))
        .map(
            seal ->
                "%s as %s@%s#%s"
                    .formatted(
                        seal.signer(),
                        fields.getOrDefault(ACCOUNT, ""),
                        fields.getOrDefault("host", ""),
                        fields.getOrDefault(CHAIN, "")))
        .orElse("");
  }

  /** Reads an entry that anybody may have written. */
  static StoredEntry read(Seals seals, Instant at, Map<String, String> fields) {
    AuditEntry entry =
        new AuditEntry(
            at,
            fields.getOrDefault("who", ""),
            fields.getOrDefault("host", ""),
            fields.getOrDefault("from", ""),
            fields.getOrDefault("command", ""),
            fields.getOrDefault("target", ""),
            Digits.read(fields.get("exit")).filter(code -> code < 1000).orElse(-1L).intValue());
    Map<String, String> signed = entry.fields();
    List.of(NUMBER, BEFORE, ACCOUNT, CHAIN).stream()
        .filter(fields::containsKey)
        .forEach(name -> signed.put(name, fields.get(name)));
    String reason = AuditSeal.objection(seals, signed, fields.get(SEAL), at);
    boolean isSigned = !seals.isOff() && reason.isEmpty();
    return new StoredEntry(
        entry.distrusted(reason),
        chain(fields),
        new Count(
            fields.getOrDefault(CHAIN, ""),
            isSigned ? Digits.read(fields.get(NUMBER)).orElse(0L) : 0,
            Digits.read(fields.get(BEFORE)).orElse(0L)),
        fields.getOrDefault(SEAL, ""));
  }

  boolean isNumbered() {
    return count.number() > 0;
  }
}
