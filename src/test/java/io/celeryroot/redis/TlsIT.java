// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.redis;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.celeryroot.config.RedisSettings;
import io.celeryroot.config.RedisTrust;
import io.celeryroot.config.Source;
import io.celeryroot.queue.Core;
import io.celeryroot.redis.PrivateAuthority.Identity;
import io.celeryroot.sign.Seals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** A server with a certificate of a private authority. */
@TestInstance(Lifecycle.PER_CLASS)
class TlsIT {

  private Path directory;
  private PrivateAuthority authority;
  private RedisServers servers;
  private Identity client;
  private int port;

  @BeforeAll
  void start(@TempDir Path temporary) {
    directory = temporary;
    authority = new PrivateAuthority(directory);
    client = authority.issue("client", "DNS:client");
    servers = new RedisServers(directory);
    port = start(authority.issue("server", "IP:127.0.0.1,DNS:localhost"), false);
  }

  @AfterAll
  void stop() {
    servers.close();
  }

  private int start(Identity server, boolean asksClients) {
    int started = servers.startTls(server, authority, asksClients);
    RedisSettings settings =
        settings(started, trust(authority.certificate(), Optional.of(client)), "127.0.0.1");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> !servers.isRunning(started) || speaksTls(settings));
    assumeTrue(servers.isRunning(started), "this redis-server was built without TLS");
    return started;
  }

  private static boolean speaksTls(RedisSettings settings) {
    try {
      Redis.connect(settings).close();
      return true;
    } catch (QueueUnavailable e) {
      return e.reason().startsWith("TLS");
    }
  }

  @Test
  void everything_works_with_a_private_authority() {
    try (Redis redis =
        Redis.connect(
            settings(port, trust(authority.certificate(), Optional.empty()), "localhost"))) {
      Core.work(redis);
    }
  }

  @Test
  void a_server_whose_authority_is_unknown_is_refused() {
    assertThatThrownBy(() -> Redis.connect(settings(port, RedisTrust.DEFAULT, "127.0.0.1")))
        .isInstanceOf(QueueUnavailable.class)
        .hasMessageEndingWith(
            "TLS: the certificate is from an authority that is not trusted; see redis.ca_file");
  }

  @Test
  void a_certificate_that_has_expired_is_told_as_such() {
    int old = servers.startTls(authority.issueExpired("old", "IP:127.0.0.1"), authority, false);
    RedisSettings settings =
        settings(old, trust(authority.certificate(), Optional.empty()), "127.0.0.1");

    await()
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> Redis.connect(settings))
                    .hasMessageEndingWith(
                        "TLS: a certificate of the server or its authority has expired, or is not valid yet;"
                            + " renew it, or set the clock of this machine"));
  }

  @Test
  void a_certificate_of_another_host_is_refused() {
    int other = start(authority.issue("other", "DNS:other.example.com"), false);

    assertThatThrownBy(
            () ->
                Redis.connect(
                    settings(other, trust(authority.certificate(), Optional.empty()), "127.0.0.1")))
        .isInstanceOf(QueueUnavailable.class)
        .hasMessageContaining("TLS: ")
        .hasMessageContaining("127.0.0.1");
  }

  @Test
  void a_server_that_asks_for_a_certificate_gets_ours() {
    int strict = start(authority.issue("strict", "IP:127.0.0.1"), true);

    try (Redis redis =
        Redis.connect(
            settings(strict, trust(authority.certificate(), Optional.of(client)), "127.0.0.1"))) {
      Core.work(redis);
    }
    assertThatThrownBy(
            () ->
                Redis.connect(
                    settings(
                        strict, trust(authority.certificate(), Optional.empty()), "127.0.0.1")))
        .isInstanceOf(QueueUnavailable.class);
  }

  @Test
  void a_certificate_that_is_replaced_counts_from_the_next_connection() throws IOException {
    int strict = start(authority.issue("renewing", "IP:127.0.0.1"), true);
    Identity old = authority.issueExpired("past", "DNS:client");
    Identity own = new Identity(directory.resolve("own.pem"), directory.resolve("own.key"));
    put(old, own);

    try (Redis redis =
        Redis.lazily(
            settings(strict, trust(authority.certificate(), Optional.of(own)), "127.0.0.1"),
            Seals.NONE)) {
      assertThatThrownBy(redis::ping).isInstanceOf(QueueUnavailable.class);
      Files.writeString(own.key(), "half of a");
      assertThatThrownBy(redis::ping).isInstanceOf(QueueUnavailable.class);
      put(client, own);
      redis.ping();
    }
  }

  private static void put(Identity from, Identity to) throws IOException {
    Files.copy(from.key(), to.key(), StandardCopyOption.REPLACE_EXISTING);
    Files.copy(from.certificate(), to.certificate(), StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void a_file_that_is_missing_or_holds_something_else_is_named() throws IOException {
    Path none = directory.resolve("none.pem");
    Path text = Files.writeString(directory.resolve("text.pem"), "no certificate\n");
    Identity wrongKey = new Identity(client.certificate(), text);

    assertThatThrownBy(
            () -> Redis.connect(settings(port, trust(none, Optional.empty()), "localhost")))
        .hasMessageEndingWith("ca_file " + none + ": no such file");
    assertThatThrownBy(
            () -> Redis.connect(settings(port, trust(text, Optional.empty()), "localhost")))
        .hasMessageContaining("ca_file " + text + ": no certificate");
    assertThatThrownBy(
            () ->
                Redis.connect(
                    settings(
                        port, trust(authority.certificate(), Optional.of(wrongKey)), "localhost")))
        .hasMessageContaining("key_file " + text + ": no key in PEM, PKCS #8");
  }

  private static RedisTrust trust(Path ca, Optional<Identity> own) {
    return new RedisTrust(
        Optional.of(ca.toString()),
        own.map(identity -> identity.certificate().toString()),
        own.map(identity -> identity.key().toString()),
        Optional.empty(),
        Optional.empty());
  }

  private static RedisSettings settings(int port, RedisTrust trust, String host) {
    String url = "rediss://" + host + ":" + port;
    return new RedisSettings(url, url, RedisSettings.DEFAULT_TIMEOUT, trust, Source.BUILT_IN);
  }
}
