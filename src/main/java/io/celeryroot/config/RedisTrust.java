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
 * @param login of Redis itself, beside the URL
 */
public record RedisTrust(
    Optional<String> caFile,
    Optional<String> certFile,
    Optional<String> keyFile,
    Optional<String> sentinelUser,
    Optional<String> sentinelPassword,
    Login login) {

  /**
   * A user and a password that do not stand in the URL, so nothing in them needs an escape.
   *
   * @param user empty: that of the URL, else Redis's default user
   * @param password as it is; never shown. Empty: that of the file or of the URL
   * @param passwordFile absolute path; its text, without a line break at the end, is the password
   */
  public record Login(
      Optional<String> user, Optional<String> password, Optional<String> passwordFile) {

    public static final Login NONE =
        new Login(Optional.empty(), Optional.empty(), Optional.empty());

    @Override
    public String toString() {
      return "user=" + user.orElse("");
    }
  }

  public static final RedisTrust DEFAULT =
      new RedisTrust(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /** Trust without a login beside the URL. */
  public RedisTrust(
      Optional<String> caFile,
      Optional<String> certFile,
      Optional<String> keyFile,
      Optional<String> sentinelUser,
      Optional<String> sentinelPassword) {
    this(caFile, certFile, keyFile, sentinelUser, sentinelPassword, Login.NONE);
  }

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
