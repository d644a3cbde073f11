// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.management;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.celeryroot.redis.PrivateAuthority;
import io.celeryroot.web.Live;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Slow, many and huge clients of a server with the limits of a management port. */
class ConnectionsIT {

  private static final long PATIENCE_MILLIS = 3_000;
  private static final int MOST = 20;
  private static final Duration RENEWAL = Duration.ofMillis(100);

  private final Vertx vertx = Vertx.vertx();
  private final Connections connections = new Connections(vertx, PATIENCE_MILLIS, MOST);
  private final List<Socket> clients = new ArrayList<>();
  private int port;

  @BeforeEach
  void listenWithoutTls() throws Exception {
    port = listen(Optional.empty());
  }

  private int listen(Optional<Certificate> certificate) throws Exception {
    HttpServer server =
        LimitedVertx.of(vertx, connections, certificate, RENEWAL)
            .createHttpServer()
            .requestHandler(
                request ->
                    request
                        .body()
                        .onSuccess(
                            body -> {
                              request
                                  .response()
                                  .endHandler(end -> connections.answered(request.connection()))
                                  .end("hello");
                            }));
    return server
        .listen(0, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS)
        .actualPort();
  }

  @AfterEach
  void close() throws IOException {
    for (Socket client : clients) {
      client.close();
    }
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void with_a_certificate_it_speaks_tls_and_nothing_else(@TempDir Path directory) throws Exception {
    PrivateAuthority authority = new PrivateAuthority(directory);
    PrivateAuthority.Identity own = authority.issue("port", "IP:127.0.0.1");
    int secure = listen(Optional.of(new Certificate(own.certificate(), own.key())));

    HttpResponse<String> answer = get(secure, authority);

    assertThat(answer.body()).isEqualTo("hello");
    assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
    port = secure;
    Socket plain = connect();
    plain.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(UTF_8));
    assertThat(read(plain)).doesNotContain("200");
  }

  @Test
  void a_certificate_that_is_replaced_counts_soon(@TempDir Path directory) throws Exception {
    PrivateAuthority authority = new PrivateAuthority(directory);
    PrivateAuthority.Identity own = authority.issueExpired("port", "IP:127.0.0.1");
    int secure = listen(Optional.of(new Certificate(own.certificate(), own.key())));
    assertThatThrownBy(() -> get(secure, authority)).isInstanceOf(SSLException.class);

    PrivateAuthority.Identity renewed = authority.issue("renewed", "IP:127.0.0.1");
    Files.copy(renewed.key(), own.key(), StandardCopyOption.REPLACE_EXISTING);
    Files.copy(renewed.certificate(), own.certificate(), StandardCopyOption.REPLACE_EXISTING);

    await().ignoreExceptions().until(() -> get(secure, authority).body().equals("hello"));

    Files.writeString(own.key(), "half of a");

    await()
        .during(RENEWAL.multipliedBy(5))
        .until(() -> get(secure, authority).body().equals("hello"));
  }

  private static HttpResponse<String> get(int secure, PrivateAuthority authority) throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null);
    try (InputStream pem = Files.newInputStream(authority.certificate())) {
      trusted.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return HttpClient.newBuilder()
        .sslContext(context)
        .build()
        .send(
            HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + secure + "/")).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void an_answer_that_a_client_follows_is_not_cut_off() throws Exception {
    int bits = 40;
    AtomicInteger sent = new AtomicInteger();
    Live live =
        new Live() {
          @Override
          public Optional<String> next() {
            return sent.incrementAndGet() > bits ? Optional.empty() : Optional.of("bit ");
          }

          @Override
          public Duration pause() {
            return Duration.ofMillis(2 * PATIENCE_MILLIS / bits);
          }
        };
    HttpServer server =
        LimitedVertx.of(vertx, connections, Optional.empty(), RENEWAL)
            .createHttpServer()
            .requestHandler(
                request ->
                    new LivePump(
                            vertx,
                            vertx.createSharedWorkerExecutor("followers"),
                            request.response(),
                            live,
                            () -> connections.answered(request.connection()),
                            () -> {})
                        .start());
    port =
        server
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS)
            .actualPort();

    String answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/")).build(),
                HttpResponse.BodyHandlers.ofString())
            .body();

    assertThat(answer).isEqualTo("bit ".repeat(bits));
  }

  @Test
  void a_client_that_says_nothing_is_cut_off() throws Exception {
    Socket silent = connect();

    assertThat(millisUntilClosed(silent)).isBetween(500L, 10_000L);
  }

  @Test
  void a_client_that_sends_its_headers_byte_by_byte_is_cut_off() throws Exception {
    Socket slow = connect();
    slow.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ".getBytes(UTF_8));

    await()
        .pollInterval(Duration.ofMillis(50))
        .atMost(Duration.ofSeconds(10))
        .until(() -> !isOpenFor(slow, 'a'));
  }

  @Test
  void a_client_that_sends_its_body_slowly_is_cut_off() throws Exception {
    Socket slow = connect();
    slow.getOutputStream()
        .write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nx".getBytes(UTF_8));

    assertThat(millisUntilClosed(slow)).isLessThan(10_000L);
  }

  @Test
  void a_client_that_goes_on_asking_is_kept() throws Exception {
    Socket busy = connect();

    await()
        .pollInterval(Duration.ofMillis(PATIENCE_MILLIS / 3))
        .during(Duration.ofMillis(2 * PATIENCE_MILLIS))
        .atMost(Duration.ofMillis(4 * PATIENCE_MILLIS))
        .until(() -> isAnswered(busy));
  }

  @Test
  void too_many_clients_are_turned_away_until_some_have_gone() throws Exception {
    for (int i = 0; i < MOST; i++) {
      assertThat(isAnswered(connect())).isTrue();
    }

    Socket tooMany = connect();
    assertThat(millisUntilClosed(tooMany)).isLessThan(PATIENCE_MILLIS);

    for (Socket client : clients) {
      client.close();
    }
    await().atMost(Duration.ofSeconds(10)).until(() -> isAnswered(connect()));
  }

  @Test
  void headers_and_lines_that_are_too_long_are_refused() throws Exception {
    Socket headers = connect();
    headers
        .getOutputStream()
        .write(
            ("GET / HTTP/1.1\r\nHost: a\r\nX-Long: " + "a".repeat(9000) + "\r\n\r\n")
                .getBytes(UTF_8));
    assertThat(read(headers)).contains(" 431 ");

    Socket line = connect();
    line.getOutputStream()
        .write(("GET /" + "a".repeat(5000) + " HTTP/1.1\r\nHost: a\r\n\r\n").getBytes(UTF_8));
    assertThat(read(line)).contains(" 414 ");
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(15_000);
    clients.add(socket);
    return socket;
  }

  private static String read(Socket socket) throws IOException {
    byte[] buffer = new byte[4096];
    int length = socket.getInputStream().read(buffer);
    return length < 0 ? "" : new String(buffer, 0, length, UTF_8);
  }

  private static boolean isAnswered(Socket socket) throws IOException {
    try {
      socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(UTF_8));
      return read(socket).contains(" 200 ");
    } catch (SocketException e) {
      return false;
    }
  }

  private static boolean isOpenFor(Socket socket, char next) throws IOException {
    try {
      socket.getOutputStream().write(next);
      return true;
    } catch (SocketException e) {
      return false;
    }
  }

  private static long millisUntilClosed(Socket socket) throws IOException {
    long start = System.nanoTime();
    try {
      while (socket.getInputStream().read() >= 0) {
        // What the server still says does not matter.
      }
    } catch (SocketException e) {
      // Reset counts as closed.
    }
    return Duration.ofNanos(System.nanoTime() - start).toMillis();
  }
}
