// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys.security;

import io.celeryroot.config.Role;
import io.celeryroot.config.schema.Key;
import io.celeryroot.config.schema.Maps;
import io.celeryroot.config.schema.NameRule;
import io.celeryroot.config.schema.Section;
import io.celeryroot.config.schema.Types;
import io.celeryroot.config.schema.Values;
import io.celeryroot.config.security.Security;
import io.celeryroot.config.security.Signer;
import io.celeryroot.config.security.Signing;
import io.celeryroot.config.yaml.Fix;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keys of {@code security}. */
public final class SecurityKeys {

  private static final Key<Security, Signing> SIGNING =
      Key.of("signing", Types.choice(Signing.class), Security::signing)
          .withDefault(Security.NONE.signing())
          .meaning(
              "`warn`: what is written is signed, and what is not is told; `require`: what is not"
                  + " signed by one of `signers` counts as absent, and no such job runs.");

  private static final Key<Security, String> SITE =
      Key.of(
              "site",
              Types.text(
                  "[A-Za-z0-9][A-Za-z0-9._-]{0,63}",
                  "site-name",
                  "not a name",
                  "write letters, digits, \".\", \"_\" and \"-\", at most 64"),
              Security::site)
          .withDefault(Security.DEFAULT_SITE)
          .meaning(
              "Name of the site. What was signed for one site does not count at another, even with"
                  + " the same keys.");

  private static final Key<Security, List<Values>> SIGNERS =
      Key.<Security, List<Values>>custom(
              "signers",
              Maps.named(NameRule.NAME, () -> SignerKeys.SIGNER),
              security -> Optional.of(shown(security)))
          .meaning("Whose signatures count, by ID.");

  private static final Key<Security, String> KEY_FILE =
      Key.optional("key_file", Types.ABSOLUTE_PATH, Security::keyFile)
          .withDefaultText(
              "`signing.key` in `/etc/celeryroot` for root, else in `~/.config/celeryroot`")
          .meaning(
              "Private key with which processes on this host sign. `$CL_KEY_FILE` wins over it.");

  private static final Key<Security, String> NONCES =
      Key.optional("nonces", Types.ABSOLUTE_PATH, Security::nonces)
          .withDefaultText(
              "`nonces` in `/var/lib/celeryroot` for root, else in `~/.local/state/celeryroot`")
          .meaning(
              "File in which a host remembers the signed jobs that it began, until they expire. One"
                  + " beside it, with `.orders` behind the name, has the pauses and orders that it"
                  + " saw.");

  private static final Key<Security, Duration> VALID_FOR =
      Key.of("valid_for", Types.POSITIVE_DURATION, Security::validFor)
          .withDefault(Security.DEFAULT_VALID_FOR)
          .meaning(
              "Lifetime of a signed job that has no `expires` of its own: it must have begun by"
                  + " then.");

  public static final Section<Security> SECURITY =
      new Section<>(
          "security",
          "security",
          "Signatures, by which hosts and commands know who wrote what is in Redis, and what"
              + " workers run, whoever asks.",
          List.of(
              SIGNING,
              SITE,
              SIGNERS,
              KEY_FILE,
              NONCES,
              VALID_FOR,
              AllowKeys.BUILT_INS,
              AllowKeys.ALLOWED));

  /** All sections, in the order of the reference page. */
  public static final List<Section<?>> SECTIONS =
      List.of(SECURITY, SignerKeys.SIGNER, AllowKeys.ALLOW);

  private SecurityKeys() {}

  /** Makes the record, and reports a key of two signers, and signing without a signer. */
  public static Security security(Values values) {
    Map<String, Signer> signers = new LinkedHashMap<>();
    Map<String, String> owners = new HashMap<>();
    for (Values entry : values.find(SIGNERS).orElse(List.of())) {
      Signer signer = SignerKeys.signer(entry);
      signers.put(signer.id(), signer);
      for (String key : signer.keys()) {
        String owner = owners.putIfAbsent(key, signer.id());
        if (owner != null && !owner.equals(signer.id())) {
          values.report(
              entry.key(),
              "duplicate-key",
              "has the key of signer \"" + owner + "\"",
              Fix.say("give each signer a key of its own: cl keys new"));
        }
      }
    }
    Signing signing = values.get(SIGNING);
    if (signing == Signing.REQUIRE && signers.isEmpty()) {
      values.report(
          SIGNING,
          "no-signers",
          "required, but \"signers\" has none: no job would run",
          Fix.say("make a key with \"cl keys new\", and add the lines that it prints"));
    }
    return new Security(
        signing,
        values.get(SITE),
        signers,
        values.find(KEY_FILE),
        values.find(NONCES),
        values.get(VALID_FOR),
        values.get(AllowKeys.BUILT_INS),
        values.find(AllowKeys.ALLOWED).orElse(Map.of()));
  }

  /** Reports a role whose workers can sign no result, where none counts without. */
  public static void cannotSign(Values top, Key<?, ?> key, Role role) {
    top.report(
        key,
        "unsigned-workers",
        "Celery's workers serve role \"" + role.name() + "\", and cannot sign results",
        Fix.say("write \"signing: warn\", or give the role workers of Celeryroot"));
  }

  private static Map<String, Object> shown(Security security) {
    Map<String, Object> shown = new LinkedHashMap<>();
    security.signers().forEach((id, signer) -> shown.put(id, SignerKeys.SIGNER.show(signer)));
    return shown;
  }
}
