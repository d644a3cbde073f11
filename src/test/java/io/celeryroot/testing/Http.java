// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Asks a server of the tests over HTTP. */
public final class Http {

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What came back. */
  public record Answer(int status, String body) {}

  private final URI base;
  private final Map<String, String> headers;

  private Http(URI base, Map<String, String> headers) {
    this.base = base;
    this.headers = headers;
  }

  /** Paths are appended to {@code base} as they are. */
  public static Http at(URI base) {
    return new Http(base, Map.of());
  }

  public Http with(String header, String value) {
    Map<String, String> all = new TreeMap<>(headers);
    all.put(header, value);
    return new Http(base, all);
  }

  public Http as(String user, String password) {
    String pair = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
    return with("Authorization", "Basic " + pair);
  }

  public int port() {
    return base.getPort();
  }

  public Answer get(String path) {
    return send(path, HttpRequest.newBuilder().GET());
  }

  public Answer post(String path, String body) {
    return send(
        path,
        HttpRequest.newBuilder()
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .header("Content-Type", "application/json"));
  }

  /** Posts a form as browsers do. */
  public Answer postForm(String path, String body) {
    return postForm(path, body, "application/x-www-form-urlencoded");
  }

  public Answer postForm(String path, String body, String type) {
    return send(
        path,
        HttpRequest.newBuilder()
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .header("Content-Type", type));
  }

  /** One request of Jolokia; attributes that are refused do not spoil others, as hawtio has it. */
  public JsonNode jolokia(String type, Map<String, ?> fields) {
    Map<String, Object> request = new HashMap<>(fields);
    request.put("type", type);
    request.put("config", Map.of("ignoreErrors", true));
    try {
      return JSON.readTree(post("/jolokia/", JSON.writeValueAsString(request)).body());
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The value of a series in the text form of Prometheus; NaN when there is none. */
  public double metric(String series) {
    return get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElse(Double.NaN);
  }

  private Answer send(String path, HttpRequest.Builder request) {
    headers.forEach(request::header);
    try {
      HttpResponse<String> response =
          CLIENT.send(
              request.uri(URI.create(base + path)).timeout(Duration.ofSeconds(20)).build(),
              HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
