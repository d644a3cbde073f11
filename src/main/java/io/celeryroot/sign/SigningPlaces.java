// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.sign;

import io.celeryroot.config.security.Security;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The files of signing on this host: of root below {@code /etc} and {@code /var/lib}, of other
 * accounts in their homes, where the XDG Base Directory Specification wants them.
 */
public final class SigningPlaces {

  /** Environment variable that names the file with the private key. */
  public static final String KEY_FILE = "CL_KEY_FILE";

  /** Environment variable that names the file with the numbers of entries of the audit log. */
  public static final String AUDIT_FILE = "CL_AUDIT_FILE";

  private SigningPlaces() {}

  /** The file with the private key: of the environment, of cl.yaml, or of the account. */
  public static Path keyFile(Security security, Map<String, String> env) {
    return named(env, KEY_FILE)
        .or(() -> security.keyFile().map(Path::of))
        .orElseGet(
            () ->
                place("/etc", env, "XDG_CONFIG_HOME", ".config").resolve("celeryroot/signing.key"));
  }

  /** The file with the nonces. */
  public static Path nonces(Security security, Map<String, String> env) {
    return security.nonces().map(Path::of).orElseGet(() -> ownNonces(env));
  }

  private static Path ownNonces(Map<String, String> env) {
    return place("/var/lib", env, "XDG_STATE_HOME", ".local/state").resolve("celeryroot/nonces");
  }

  /** The file with the orders that were seen, beside that with the nonces. */
  public static Path orders(Security security, Map<String, String> env) {
    Path nonces = nonces(security, env);
    return nonces.resolveSibling(nonces.getFileName() + ".orders");
  }

  /**
   * The file with the numbers of the entries of the audit log: of the environment, or of the
   * account.
   */
  public static Path counters(Map<String, String> env) {
    return named(env, AUDIT_FILE).orElseGet(() -> ownNonces(env).resolveSibling("nonces.audit"));
  }

  private static Path place(
      String ofRoot, Map<String, String> env, String variable, String belowHome) {
    return System.getProperty("user.name").equals("root")
        ? Path.of(ofRoot)
        : named(env, variable)
            .filter(Path::isAbsolute)
            .orElseGet(() -> Path.of(System.getProperty("user.home"), belowHome));
  }

  private static Optional<Path> named(Map<String, String> env, String variable) {
    return Optional.ofNullable(env.get(variable)).filter(text -> !text.isEmpty()).map(Path::of);
  }
}
