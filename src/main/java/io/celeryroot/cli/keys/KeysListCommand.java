// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.keys;

import io.celeryroot.cli.console.ConfigLoader;
import io.celeryroot.cli.console.ConsoleCommand;
import io.celeryroot.config.security.Security;
import io.celeryroot.config.security.Signer;
import io.celeryroot.sign.KeyFile;
import io.celeryroot.sign.SigningKey;
import io.celeryroot.sign.SigningPlaces;
import io.celeryroot.view.View;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;

/** {@code cl keys list}: the signers of the file, and the key of this account. */
@Command(
    description = "Lists the signers of cl.yaml with their public keys, and which of them is ours.",
    footer = {
      "",
      "OURS is the key in this account's file; see cl keys new --help for its place.",
      "Example: cl keys list"
    })
public final class KeysListCommand extends ConsoleCommand {

  private record Row(Signer signer, String key, boolean isOurs, boolean isListed) {}

  private static final View<Row> KEYS =
      new View<Row>()
          .column("signer", "SIGNER", row -> row.signer().id())
          .id("key", "KEY", Row::key)
          .column("ours", "OURS", Row::isOurs, row -> row.isOurs() ? "yes" : "")
          .column("listed", "IN CL.YAML", Row::isListed, row -> row.isListed() ? "yes" : "no")
          .column("hosts", "HOSTS", row -> row.signer().hosts())
          .column("roles", "ROLES", row -> row.signer().roles())
          .column("tasks", "TASKS", row -> row.signer().tasks())
          .column("not_after", "NOT AFTER (UTC)", row -> row.signer().notAfter());

  @Override
  protected boolean run() {
    Security security = ConfigLoader.load(console).security();
    Path file = SigningPlaces.keyFile(security, console.env());
    Optional<SigningKey> own = KeyFile.read(file);
    List<Row> rows = new ArrayList<>();
    for (Signer signer : security.signers().values()) {
      for (String key : signer.keys()) {
        boolean isOurs =
            own.filter(k -> k.publicKey().equals(key) && k.signer().equals(signer.id()))
                .isPresent();
        rows.add(new Row(signer, key, isOurs, true));
      }
    }
    boolean isListed = rows.stream().anyMatch(Row::isOurs);
    own.filter(key -> !isListed)
        .map(key -> new Row(unlisted(key), key.publicKey(), true, false))
        .ifPresent(rows::add);
    console.answer(KEYS, rows);
    if (own.isEmpty()) {
      console.say("cl: this account has no key (" + file + "); make one with: cl keys new ID");
    }
    return true;
  }

  private static Signer unlisted(SigningKey key) {
    return new Signer(
        key.signer(), List.of(key.publicKey()), List.of(), List.of(), List.of(), Optional.empty());
  }
}
