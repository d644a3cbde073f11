// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.celeryroot.config.RedisTrust;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** A certificate authority of one test, made with the JDK's keytool. */
public final class PrivateAuthority {

  private static final String PASSWORD = "changeit";

  private final Path directory;

  /** Certificate and key, in PEM. */
  public record Identity(Path certificate, Path key) {}

  /**
   * @param directory for its files
   */
  public PrivateAuthority(Path directory) {

    this.directory = directory;
    keytool("ca", "-genkeypair", "-keyalg", "EC", "-dname", "CN=test ca", "-ext", "bc:c");
    keytool("ca", "-exportcert", "-rfc", "-file", certificate().toString());
  }

  /** The certificate of the authority. */
  public Path certificate() {
    return directory.resolve("ca.pem");
  }

  /** Trusts this authority and no other. */
  public RedisTrust trust() {
    return new RedisTrust(
        Optional.of(certificate().toString()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * Makes a key and a certificate for it, once for each name.
   *
   * @param alternatives such as {@code IP:127.0.0.1,DNS:localhost}
   */
  public Identity issue(String name, String alternatives) {
    return issue(name, alternatives, List.of());
  }

  /** Makes one that was valid the day before yesterday. */
  public Identity issueExpired(String name, String alternatives) {
    return issue(name, alternatives, List.of("-startdate", "-3d", "-validity", "1"));
  }

  private Identity issue(String name, String alternatives, List<String> validity) {
    Path request = directory.resolve(name + ".csr");
    Path certificate = directory.resolve(name + ".pem");
    if (Files.exists(certificate)) {
      return new Identity(certificate, directory.resolve(name + ".key"));
    }
    String san = "san=" + alternatives;
    keytool(name, "-genkeypair", "-keyalg", "RSA", "-dname", "CN=" + name, "-ext", san);
    keytool(name, "-certreq", "-file", request.toString());
    List<String> sign = new ArrayList<>(List.of("-gencert", "-rfc", "-ext", san));
    sign.addAll(List.of("-infile", request.toString(), "-outfile", certificate.toString()));
    sign.addAll(validity);
    keytool("ca", sign.toArray(new String[0]));
    return new Identity(certificate, key(name));
  }

  private Path key(String name) {
    try (InputStream in = Files.newInputStream(directory.resolve(name + ".p12"))) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, PASSWORD.toCharArray());
      byte[] key = store.getKey(name, PASSWORD.toCharArray()).getEncoded();
      String pem = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(key);
      return Files.writeString(
          directory.resolve(name + ".key"),
          "-----BEGIN PRIVATE KEY-----\n" + pem + "\n-----END PRIVATE KEY-----\n");
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private void keytool(String name, String... arguments) {
    List<String> command =
        new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/keytool"));
    command.addAll(List.of(arguments));
    command.addAll(List.of("-alias", name, "-keystore", directory.resolve(name + ".p12") + ""));
    command.addAll(List.of("-storepass", PASSWORD));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), US_ASCII);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(String.join(" ", command) + ": " + said);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
