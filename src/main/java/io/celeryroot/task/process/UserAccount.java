// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A user of this machine, see passwd(5).
 *
 * @param home as the account says; need not exist
 */
record UserAccount(String name, String uid, String gid, String home, String shell) {

  private static final Path PASSWD = Path.of("/etc/passwd");
  private static final int FIELDS = 7;
  private static final long LOOKUP_SECONDS = 10;

  /**
   * Looks in {@code /etc/passwd}, then asks getent(1) for users of other sources (LDAP) and for
   * numeric ids.
   */
  static Optional<UserAccount> find(String name) throws IOException {
    if (name.isEmpty()
        || name.startsWith("-")
        || name.chars().anyMatch(c -> c == ':' || c <= ' ')) {
      return Optional.empty();
    }
    String passwd = new String(Files.readAllBytes(PASSWD), UTF_8);
    Optional<UserAccount> local =
        passwd
            .lines()
            .flatMap(line -> parse(line).stream())
            .filter(account -> account.name.equals(name))
            .findFirst();
    return local.isPresent() ? local : ask(name);
  }

  /** Returns the account of a user id; of one that nobody knows, such as a container's, a guess. */
  static UserAccount ofUid(String uid) {
    try {
      return Files.readAllLines(PASSWD, UTF_8).stream()
          .flatMap(line -> parse(line).stream())
          .filter(account -> account.uid.equals(uid))
          .findFirst()
          .or(() -> asked(uid))
          .orElseGet(() -> unknown(uid));
    } catch (IOException e) {
      return unknown(uid);
    }
  }

  private static Optional<UserAccount> asked(String uid) {
    try {
      return uid.isEmpty() ? Optional.empty() : ask(uid);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static UserAccount unknown(String uid) {
    String name = uid.isEmpty() ? System.getProperty("user.name") : uid;
    return new UserAccount(name, uid, uid, "/", "");
  }

  static Optional<UserAccount> parse(String line) {
    List<String> fields = List.of(line.strip().split(":", -1));
    if (fields.size() != FIELDS) {
      return Optional.empty();
    }
    return Optional.of(
        new UserAccount(fields.get(0), fields.get(2), fields.get(3), fields.get(5), fields.get(6)));
  }

  private static Optional<UserAccount> ask(String name) throws IOException {
    Optional<Path> getent =
        new ProgramSearch(ProgramSearch.STANDARD_PATH, Path.of("/")).find("getent");
    if (getent.isEmpty()) {
      return Optional.empty();
    }
    Process process =
        new ProcessBuilder(getent.get().toString(), "passwd", name)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (!process.waitFor(LOOKUP_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("no answer from getent within " + LOOKUP_SECONDS + " s");
      }
      return parse(new String(process.getInputStream().readAllBytes(), UTF_8));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      process.destroyForcibly();
    }
  }
}
