// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Certificates of connections to Redis, and the login of Sentinels.
 *
 * @param caFile absolute path, PEM: the authorities to trust; empty: those of Java
 * @param certFile absolute path, PEM: our certificate, when the server wants one
 * @param keyFile absolute path, PEM (PKCS #8): the key of {@code certFile}
 * @param sentinelUser of Sentinels that ask for one
 * @param sentinelPassword of Sentinels that ask for one; never shown
 */
public record RedisTrust(
    Optional<String> caFile,
    Optional<String> certFile,
    Optional<String> keyFile,
    Optional<String> sentinelUser,
    Optional<String> sentinelPassword) {

  public static final RedisTrust DEFAULT =
      new RedisTrust(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  public RedisTrust {
    requireNonNull(caFile, "caFile");
    if (certFile.isPresent() != keyFile.isPresent()) {
      throw new IllegalArgumentException("certFile and keyFile go together");
    }
  }

  @Override
  public String toString() {
    return "ca=" + caFile.orElse("") + " cert=" + certFile.orElse("");
  }
}
