// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.management;

import io.celeryroot.config.read.ConfigUnreadable;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.SSLOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a server the certificate that its files hold now, so that one that was renewed counts
 * without a restart. Files that cannot be used change nothing, and are told once. Used by one
 * thread.
 */
final class CertificateRenewal {

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.management");

  private final Vertx vertx;
  private final HttpServer server;
  private final SSLOptions options;
  private final Certificate files;
  private String trouble = "";

  CertificateRenewal(Vertx vertx, HttpServer server, SSLOptions options, Certificate files) {
    this.vertx = vertx;
    this.server = server;
    this.options = options;
    this.files = files;
  }

  /**
   * Reads the files of a certificate.
   *
   * @throws IOException one of them cannot be read, or holds something else
   */
  static PemKeyCertOptions read(Vertx vertx, Certificate files) throws IOException {
    PemKeyCertOptions read =
        new PemKeyCertOptions()
            .setCertValue(bytes(files.certificate()))
            .setKeyValue(bytes(files.key()));
    try {
      read.getKeyManagerFactory(vertx);
    } catch (Exception e) {
      throw new IOException(
          "no certificate and key in %s and %s: %s"
              .formatted(files.certificate(), files.key(), e.getMessage()),
          e);
    }
    return read;
  }

  private static Buffer bytes(Path file) throws IOException {
    try {
      return Buffer.buffer(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new IOException(file + ": " + ConfigUnreadable.reason(e), e);
    }
  }

  /** Looks at the files; the server drops a certificate that does not differ from its own. */
  void look() {
    try {
      server.updateSSLOptions(options.setKeyCertOptions(read(vertx, files)));
      trouble = "";
    } catch (IOException e) {
      if (!e.getMessage().equals(trouble)) {
        LOG.warn("the management port keeps its old certificate: {}", e.getMessage());
      }
      trouble = e.getMessage();
    }
  }
}
