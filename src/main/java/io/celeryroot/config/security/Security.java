// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.security;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
 * @param builtIns roles that run the built-in tasks that change a host; default {@link
 *     BuiltIns#OPEN}
 * @param allow globs of the values that a parameter of the built-in tasks takes, by its name; a
 *     parameter without an entry takes any
 */
public record Security(
    Signing signing,
    String site,
    Map<String, Signer> signers,
    Optional<String> keyFile,
    Optional<String> nonces,
    Duration validFor,
    BuiltIns builtIns,
    Map<String, List<String>> allow) {

  public static final String DEFAULT_SITE = "default";
  public static final BuiltIns DEFAULT_BUILT_INS = BuiltIns.OPEN;
  public static final Duration DEFAULT_VALID_FOR = Duration.ofHours(24);

  /** The value of a file without the key. */
  public static final Security NONE =
      new Security(
          Signing.OFF,
          DEFAULT_SITE,
          Map.of(),
          Optional.empty(),
          Optional.empty(),
          DEFAULT_VALID_FOR,
          DEFAULT_BUILT_INS,
          Map.of());

  /** The built-in tasks that change a host; the others only look. */
  public static final Set<String> CHANGING =
      Set.of(
          "install",
          "remove",
          "upgrade",
          "start_services",
          "stop_services",
          "restart_services",
          "backup_database");

  public Security {
    requireNonNull(signing, "signing");
    requireNonNull(site, "site");
    signers = Collections.unmodifiableMap(new LinkedHashMap<>(signers));
    requireNonNull(keyFile, "keyFile");
    requireNonNull(nonces, "nonces");
    requireNonNull(validFor, "validFor");
    requireNonNull(builtIns, "builtIns");
    allow = Map.copyOf(allow);
  }

  /** Globs for the values of a parameter of the built-in tasks; none: any value. */
  public List<String> allowed(String param) {
    return allow.getOrDefault(param, List.of());
  }
}
