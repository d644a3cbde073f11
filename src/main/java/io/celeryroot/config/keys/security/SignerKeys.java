// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys.security;

import io.celeryroot.config.schema.Key;
import io.celeryroot.config.schema.Section;
import io.celeryroot.config.schema.Times;
import io.celeryroot.config.schema.Types;
import io.celeryroot.config.schema.Values;
import io.celeryroot.config.security.PublicKeyText;
import io.celeryroot.config.security.Signer;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;

/** Keys of one signer. */
final class SignerKeys {

  private static final Key<Signer, List<String>> KEY =
      Key.<Signer, List<String>>of(
              "key", Types.texts(Types.text(SignerKeys::checked), "duplicate-key"), Signer::keys)
          .mandatory()
          .meaning(
              "Public key, as `cl keys new` prints it; several while a new one replaces an old one.");

  private static final Key<Signer, List<String>> ROLES =
      Key.of("roles", Types.texts(Types.TEXT), Signer::roles)
          .withDefaultText("all roles")
          .meaning("The roles for which it may submit jobs: names or globs.");

  private static final Key<Signer, List<String>> TASKS =
      Key.of("tasks", Types.texts(Types.TEXT), Signer::tasks)
          .withDefaultText("all tasks")
          .meaning("The tasks that it may submit: names or globs.");

  private static final Key<Signer, List<String>> HOSTS =
      Key.of("hosts", Types.texts(Types.TEXT), Signer::hosts)
          .withDefaultText("none")
          .meaning(
              "The hosts for whose results and heartbeats it stands: names or globs. Such a signer"
                  + " submits jobs and gives orders only if it has `roles` or `tasks`, too.");

  private static final Key<Signer, LocalDateTime> NOT_AFTER =
      Key.<Signer, LocalDateTime>optional(
              "not_after",
              Times.LOCAL_TIME,
              signer -> signer.notAfter().map(end -> LocalDateTime.ofInstant(end, ZoneOffset.UTC)))
          .meaning("Time in UTC after which nothing that it signed counts.");

  static final Section<Signer> SIGNER =
      new Section<>(
          "signer",
          "security.signers.<id>",
          "A Beat, a person or a worker whose signatures count.",
          List.of(KEY, ROLES, TASKS, HOSTS, NOT_AFTER));

  private SignerKeys() {}

  static Signer signer(Values values) {
    return new Signer(
        values.name(),
        values.find(KEY).orElse(List.of()),
        values.find(ROLES).orElse(List.of()),
        values.find(TASKS).orElse(List.of()),
        values.find(HOSTS).orElse(List.of()),
        values.find(NOT_AFTER).map(end -> end.toInstant(ZoneOffset.UTC)));
  }

  private static String checked(String text) {
    return PublicKeyText.of(PublicKeyText.parse(text));
  }
}
