// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.security;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * {@code security:} of cl.yaml.
 *
 * @param signing weight of signatures; default {@link Signing#OFF}
 * @param site name that every signature is bound to; default {@link #DEFAULT_SITE}
 * @param signers whose signatures count, by ID
 * @param keyFile private key of this host's processes; empty: the place of their account
 * @param nonces file in which a host remembers the signed jobs that it began; empty: the place of
 *     the account
 * @param validFor lifetime of a signed job that has no {@code expires} of its own
 */
public record Security(
    Signing signing,
    String site,
    Map<String, Signer> signers,
    Optional<String> keyFile,
    Optional<String> nonces,
    Duration validFor) {

  public static final String DEFAULT_SITE = "default";
  public static final Duration DEFAULT_VALID_FOR = Duration.ofHours(24);

  /** The value of a file without the key. */
  public static final Security NONE =
      new Security(
          Signing.OFF,
          DEFAULT_SITE,
          Map.of(),
          Optional.empty(),
          Optional.empty(),
          DEFAULT_VALID_FOR);

  public Security {
    requireNonNull(signing, "signing");
    requireNonNull(site, "site");
    signers = Collections.unmodifiableMap(new LinkedHashMap<>(signers));
    requireNonNull(keyFile, "keyFile");
    requireNonNull(nonces, "nonces");
    requireNonNull(validFor, "validFor");
  }
}
