// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.celeryroot.config.RedisTrust;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import redis.clients.jedis.DefaultJedisClientConfig;

/** TLS as {@code redis:} of cl.yaml wants it; host names are always checked. */
public final class RedisTls {

  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519", "Ed448");
  private static final char[] IN_MEMORY = {};

  private RedisTls() {}

  /** The certificate must be one for the host that was asked for, which Jedis leaves to us. */
  public static SSLParameters parameters() {
    SSLParameters parameters = new SSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    return parameters;
  }

  /**
   * Connects a client of Jedis by TLS. The successor of these options takes key stores in files
   * only; ours are made in memory, from PEM.
   *
   * @throws IllegalArgumentException a file cannot be read or holds something else
   */
  @SuppressWarnings("deprecation")
  static void use(DefaultJedisClientConfig.Builder config, RedisTrust trust) {
    config.ssl(true).sslParameters(parameters());
    sockets(trust).ifPresent(config::sslSocketFactory);
  }

  /**
   * Sockets that trust the authorities of {@code ca_file} only and show our certificate. Files that
   * are replaced count from the next connection on.
   *
   * @return empty when Java's own trust will do
   * @throws IllegalArgumentException a file cannot be read or holds something else
   */
  public static Optional<SSLSocketFactory> sockets(RedisTrust trust) {
    List<Path> files =
        Stream.of(trust.caFile(), trust.certFile(), trust.keyFile())
            .flatMap(Optional::stream)
            .map(Path::of)
            .toList();
    return files.isEmpty()
        ? Optional.empty()
        : Optional.of(new RenewedSockets(files, () -> read(trust)));
  }

  private static SSLSocketFactory read(RedisTrust trust) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      TrustManagerFactory authorities =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      authorities.init(trust.caFile().isPresent() ? authorities(trust.caFile().get()) : null);
      KeyManagerFactory own =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      own.init(own(trust), IN_MEMORY);
      context.init(own.getKeyManagers(), authorities.getTrustManagers(), null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("TLS: " + e.getMessage(), e);
    }
  }

  private static KeyStore authorities(String file) throws GeneralSecurityException, IOException {
    KeyStore store = empty();
    int i = 0;
    for (Certificate certificate : certificates("ca_file", file)) {
      store.setCertificateEntry("ca" + i++, certificate);
    }
    return store;
  }

  private static KeyStore own(RedisTrust trust) throws GeneralSecurityException, IOException {
    KeyStore store = empty();
    if (trust.certFile().isPresent()) {
      List<? extends Certificate> chain = certificates("cert_file", trust.certFile().get());
      PrivateKey key = key(trust.keyFile().orElseThrow());
      store.setKeyEntry("own", key, IN_MEMORY, chain.toArray(new Certificate[0]));
    }
    return store;
  }

  private static List<? extends Certificate> certificates(String what, String file)
      throws CertificateException {
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      List<? extends Certificate> found =
          List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(in));
      if (found.isEmpty()) {
        throw unreadable(what, file, "no certificate in it", null);
      }
      return found;
    } catch (CertificateException e) {
      throw unreadable(what, file, "no certificates in PEM", e);
    } catch (IOException e) {
      throw unreadable(what, file, reason(e), e);
    }
  }

  private static PrivateKey key(String file) throws GeneralSecurityException {
    String text;
    try {
      text = Files.readString(Path.of(file), US_ASCII);
    } catch (IOException e) {
      throw unreadable("key_file", file, reason(e), e);
    }
    Matcher pem = KEY.matcher(text);
    if (!pem.find()) {
      throw unreadable(
          "key_file", file, "no key in PEM, PKCS #8; openssl pkcs8 -topk8 -nodes makes one", null);
    }
    PKCS8EncodedKeySpec encoded =
        new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1)));
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
      } catch (InvalidKeySpecException e) {
        // One of another algorithm.
      }
    }
    throw unreadable("key_file", file, "no key of " + String.join(", ", ALGORITHMS), null);
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, IN_MEMORY);
    return store;
  }

  private static String reason(IOException e) {
    return e instanceof NoSuchFileException ? "no such file" : e.getClass().getSimpleName();
  }

  private static IllegalArgumentException unreadable(
      String what, String file, String why, Exception cause) {
    return new IllegalArgumentException(what + " " + file + ": " + why, cause);
  }
}
