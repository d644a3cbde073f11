// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.testing;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.celeryroot.redis.embedded.Lifeline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A headless Chromium, driven through chromedriver as the W3C WebDriver standard says. */
public final class Browser implements AutoCloseable {

  private static final Pattern PORT = Pattern.compile("started successfully on port (\\d+)");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Process driver;
  private final URI base;
  private final Path profile;
  private final String session;

  private Browser(Process driver, URI base, Path profile) {
    this.driver = driver;
    this.base = base;
    this.profile = profile;
    List<String> arguments = new ArrayList<>();
    arguments.addAll(
        List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=1600,1000"));
    arguments.add("--user-data-dir=" + profile);
    JsonNode answer =
        send(
            "POST",
            "/session",
            Map.of(
                "capabilities",
                Map.of("alwaysMatch", Map.of("goog:chromeOptions", Map.of("args", arguments)))));
    this.session = "/session/" + answer.get("sessionId").asText();
  }

  /** Reason why this machine lacks a browser; empty if it has one. */
  public static Optional<String> missing() {
    List<String> absent =
        List.of("chromium", "chromedriver").stream().filter(name -> !isOnPath(name)).toList();
    return absent.isEmpty()
        ? Optional.empty()
        : Optional.of(
            String.join(" and ", absent)
                + " not on the PATH; Debian: apt-get install chromium chromium-driver");
  }

  private static boolean isOnPath(String program) {
    return Arrays.stream(System.getenv("PATH").split(":", -1))
        .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
  }

  /**
   * Starts a browser.
   *
   * @param directory for its profile and its log
   */
  public static Browser start(Path directory) throws IOException {
    Path log = directory.resolve("chromedriver.log");
    ProcessBuilder command =
        new ProcessBuilder(Lifeline.ended(List.of("chromedriver", "--port=0")))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    command.environment().put("TMPDIR", directory.toString());
    Process driver = command.start();
    try {
      int port =
          await("chromedriver")
              .atMost(PATIENCE)
              .until(() -> port(log), Optional::isPresent)
              .orElseThrow();
      return new Browser(
          driver, URI.create("http://localhost:" + port), directory.resolve("profile"));
    } catch (RuntimeException e) {
      driver.destroyForcibly();
      throw e;
    }
  }

  private static Optional<Integer> port(Path log) throws IOException {
    Matcher matcher = PORT.matcher(Files.readString(log));
    return matcher.find() ? Optional.of(Integer.valueOf(matcher.group(1))) : Optional.empty();
  }

  public void open(String url) {
    send("POST", session + "/url", Map.of("url", url));
  }

  /** Runs JavaScript in the page and returns its value as text. */
  public String run(String script, String... arguments) {
    return send(
            "POST", session + "/execute/sync", Map.of("script", script, "args", List.of(arguments)))
        .asText();
  }

  /** Clicks the first element with exactly this text; returns true if there was one. */
  public boolean click(String text) {
    return clickPath("//*[normalize-space(text())='" + text + "']");
  }

  private boolean clickPath(String xpath) {
    return Boolean.parseBoolean(
        run(
            """
            const found = document.evaluate(arguments[0], document, null,
                XPathResult.FIRST_ORDERED_NODE_TYPE, null).singleNodeValue;
            if (found) { found.click(); }
            return String(Boolean(found));
            """,
            xpath));
  }

  /** Text of the page as a person reads it. */
  public String text() {
    return run("return document.body.innerText;");
  }

  /** Makes the window as wide as asked, and as high as the page. */
  public void resize(int width, int height) {
    send("POST", session + "/window/rect", Map.of("width", width, "height", height));
  }

  /** PNG of the page as a person sees it. */
  public void picture(Path file) throws IOException {
    String png = send("GET", session + "/screenshot", Map.of()).asText();
    Files.createDirectories(file.getParent());
    Files.write(file, Base64.getDecoder().decode(png));
  }

  private JsonNode send(String method, String path, Map<String, ?> body) {
    try {
      HttpRequest.BodyPublisher content =
          method.equals("POST")
              ? HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body))
              : HttpRequest.BodyPublishers.noBody();
      HttpRequest request =
          HttpRequest.newBuilder(base.resolve(path))
              .timeout(PATIENCE)
              .header("Content-Type", "application/json")
              .method(method, content)
              .build();
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      JsonNode value = JSON.readTree(response.body()).get("value");
      if (response.statusCode() != 200) {
        throw new AssertionError(path + ": " + value);
      }
      return value;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Ends Chromium and chromedriver, and waits: until then they write into the directory. */
  @Override
  public void close() {
    List<ProcessHandle> processes = new ArrayList<>(driver.descendants().toList());
    processes.add(driver.toHandle());
    try {
      send("DELETE", session, Map.of());
    } finally {
      processes.forEach(ProcessHandle::destroyForcibly);
      await("the end of Chromium").atMost(PATIENCE).until(this::hasEnded);
    }
  }

  /** Some of its helpers are nobody's children; a zombie has no command line. */
  private boolean hasEnded() {
    List<ProcessHandle> living =
        ProcessHandle.allProcesses()
            .filter(each -> each.info().commandLine().orElse("").contains(profile.toString()))
            .toList();
    living.forEach(ProcessHandle::destroyForcibly);
    return living.isEmpty() && !driver.isAlive();
  }
}
