// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.service;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.Console;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.security.Signer;
import io.celeryroot.sign.Seals;
import io.celeryroot.sign.SigningPlaces;
import io.celeryroot.worker.trust.Nonces;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;

/** Refuses to start a process whose signatures would not count, or that could run no signed job. */
final class SigningCheck {

  private final Console console;
  private final ClConfig config;
  private final Seals seals;

  /**
   * @throws io.celeryroot.sign.KeyUnusable it has no key, or must not use it
   */
  SigningCheck(Console console, ClConfig config) {
    this.console = console;
    this.config = config;
    this.seals = Seals.open(config.security(), console.env());
    seals.needKey();
  }

  /** Checks a process that submits jobs. */
  void beat() {
    signer()
        .filter(signer -> !signer.submits())
        .ifPresent(
            signer -> {
              throw CommandFailure.notFoundOut(
                  "cl: signer \"%1$s\" may submit no jobs\n    fix: add roles or tasks to"
                      + " security.signers.%1$s, or give Beat a key of its own: cl keys new ID",
                  signer.id());
            });
  }

  /** Checks a process that runs jobs. */
  void worker(Collection<String> hosts) {
    signer()
        .ifPresent(
            signer ->
                hosts.stream()
                    .filter(host -> !signer.standsFor(host))
                    .findFirst()
                    .ifPresent(host -> refuse(signer, host)));
    if (!seals.isOff()) {
      checkNonces(SigningPlaces.nonces(config.security(), console.env()));
    }
  }

  private static void refuse(Signer signer, String host) {
    throw CommandFailure.notFoundOut(
        "cl: signer \"%1$s\" does not stand for host %2$s, so that its results would not count\n"
            + "    fix: add %2$s to security.signers.%1$s.hosts",
        signer.id(), host);
  }

  private static void checkNonces(Path file) {
    try {
      new Nonces(file, InstantSource.system()).close();
    } catch (UncheckedIOException e) {
      throw CommandFailure.notFoundOut(
              "cl: %s\n    fix: make its directory writable for this account, or set"
                  + " security.nonces",
              e.getMessage())
          .causedBy(e);
    }
  }

  private Optional<Signer> signer() {
    return seals.signer().map(config.security().signers()::get);
  }
}
