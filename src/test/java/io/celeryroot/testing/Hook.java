// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.celeryroot.job.JsonReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A web server that receives messages, and answers as the test wants. Thread-safe. */
public final class Hook implements AutoCloseable {

  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private volatile int status = 200;
  private volatile boolean isHanging;

  /**
   * A request.
   *
   * @param line method and path
   */
  public record Request(String line, String body, Map<String, List<String>> headers, Instant at) {

    /** The member of a JSON body. */
    public String field(String name) {
      return String.valueOf(JsonReader.readObject(body).orElseThrow().get(name));
    }
  }

  /** Starts one on the loopback. */
  public Hook() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    requests.add(new Request(line, body, exchange.getRequestHeaders(), Instant.now()));
    if (isHanging) {
      try {
        closed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  /** Address of a path. */
  public String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  /** Answers with a status from now on. */
  public void answering(int code) {
    status = code;
  }

  /** Answers no request from now on, until it is closed. */
  public void hanging() {
    isHanging = true;
  }

  /** What was received, in order. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  /** The value of a member of all JSON bodies that were received. */
  public List<String> fields(String name) {
    return requests.stream().map(request -> request.field(name)).toList();
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
