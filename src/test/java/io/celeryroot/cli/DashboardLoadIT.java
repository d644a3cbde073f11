// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.runtime.management.Login;
import io.celeryroot.testing.Http;
import io.celeryroot.testing.Http.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard beside health: whatever pages cost, others get their answer. */
final class DashboardLoadIT {

  private static final String CL_YAML =
      """
      workers:
        web: {hostnames: [web01]}
      tasks:
        good: {command: ["echo", "well"]}
      schedules:
        nightly: {cron: "0 2 * * *", task: good, targets: [web]}
      """;

  private static final Optional<Login> ANN = Optional.of(new Login("ann", "writes"));

  @TempDir private Path directory;

  private static Http http(DashboardSite dashboard) {
    return Http.at(dashboard.address()).as("ann", "writes");
  }

  private static Answer diff(Http http, String text) {
    String token = DashboardSite.token(http.get("/diff").body());
    return http.postForm("/diff", DashboardSite.form(Map.of("token", token, "text", text)));
  }

  @Test
  void while_redis_is_silent_health_answers_and_pages_beyond_a_limit_are_refused()
      throws Exception {
    ExecutorService browsers = Executors.newFixedThreadPool(100);
    try (DashboardSite dashboard = DashboardSite.start(directory, CL_YAML, ANN)) {
      Http http = http(dashboard);
      assertThat(http.get("/").status()).isEqualTo(200);
      assertThat(http.get("/observe/health/live").status()).isEqualTo(200);
      signal("-STOP", dashboard);
      List<CompletableFuture<Answer>> pages = new ArrayList<>();
      for (int i = 0; i < 80; i++) {
        String page = "/schedules?q=" + i;
        pages.add(CompletableFuture.supplyAsync(() -> http.get(page), browsers));
      }
      await("a refusal")
          .atMost(Duration.ofSeconds(10))
          .until(() -> pages.stream().anyMatch(DashboardLoadIT::isRefused));
      long began = System.nanoTime();
      assertThat(http.get("/observe/health/live").status()).isEqualTo(200);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
      signal("-CONT", dashboard);
      pages.forEach(CompletableFuture::join);
    } finally {
      browsers.shutdownNow();
    }
  }

  @Test
  void a_file_that_is_dropped_is_compared() {
    try (DashboardSite dashboard = DashboardSite.start(directory, CL_YAML, ANN)) {
      Http http = http(dashboard);
      String page = http.get("/diff").body();
      assertThat(page).contains("enctype=\"multipart/form-data\"", "type=\"file\"");
      String file = CL_YAML.replace("0 2 * * *", "0 4 * * *");
      String body =
          """
          --x1
          Content-Disposition: form-data; name="token"

          %s
          --x1
          Content-Disposition: form-data; name="file"; filename="cl.yaml"
          Content-Type: application/yaml

          redis: {url: "redis://localhost:1"}
          %s
          --x1--
          """
              .formatted(DashboardSite.token(page), file);
      Answer diff =
          http.postForm("/diff", body.replace("\n", "\r\n"), "multipart/form-data; boundary=x1");
      assertThat(diff.status()).isEqualTo(200);
      assertThat(diff.body()).contains("schedules.nightly", "moved");
      Answer odd =
          http.postForm("/diff", "--x1\r\n".repeat(22), "multipart/form-data; boundary=x1");
      assertThat(odd.status()).isEqualTo(400);
      assertThat(odd.body()).isEqualTo("the form has more than 20 fields\n");
    }
  }

  private static void signal(String name, DashboardSite dashboard) throws Exception {
    String redis = String.valueOf(dashboard.site().server().pid());
    assertThat(new ProcessBuilder("kill", name, redis).start().waitFor()).isZero();
  }

  private static boolean isRefused(CompletableFuture<Answer> page) {
    return page.isDone()
        && page.join().body().equals("too many pages are asked for; try again in a moment\n");
  }

  @Test
  void a_file_of_a_megabyte_is_compared_and_a_body_over_the_limit_is_refused_with_it()
      throws IOException {
    try (DashboardSite dashboard = DashboardSite.start(directory, CL_YAML, ANN)) {
      Http http = http(dashboard);
      String redis = "redis: {url: \"redis://localhost:1\"}\n";
      Answer large = diff(http, redis + "# " + "x".repeat(1_000_000) + "\n" + CL_YAML);
      assertThat(large.status()).isEqualTo(200);
      assertThat(refusal(dashboard, "/diff", 5_000_000))
          .contains(" 413 ", "the form has 5000000 bytes; at most 4194304 are taken here");
      assertThat(refusal(dashboard, "/do/pause", 300_000)).contains(" 413 ", "262144");
      assertThat(refusal(dashboard, "/observe/jolokia", 300_000)).contains(" 413 ", "262144");
    }
  }

  /** Sends the head of a request, as long as it says the body is. */
  private static String refusal(DashboardSite dashboard, String path, int length)
      throws IOException {
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), dashboard.address().getPort())) {
      socket.setSoTimeout(10_000);
      String head =
          """
          POST %s HTTP/1.1
          Host: %s
          Authorization: Basic %s
          Content-Type: application/x-www-form-urlencoded
          Content-Length: %d

          """
              .formatted(
                  path,
                  dashboard.address().getAuthority(),
                  Base64.getEncoder().encodeToString("ann:writes".getBytes(US_ASCII)),
                  length);
      socket.getOutputStream().write(head.replace("\n", "\r\n").getBytes(US_ASCII));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }
  }

  @Test
  void a_file_with_too_many_runs_for_a_page_is_refused_with_the_command_that_compares_it() {
    try (DashboardSite dashboard = DashboardSite.start(directory, CL_YAML, ANN)) {
      StringBuilder text = new StringBuilder("redis: {url: \"redis://localhost:1\"}\n");
      text.append(CL_YAML);
      for (int i = 0; i < 500; i++) {
        text.append("  s%d: {every: 1s, task: good, targets: [web]}\n".formatted(i));
      }
      long began = System.nanoTime();
      Answer many = diff(http(dashboard), text.toString());
      assertThat(many.status()).isEqualTo(422);
      assertThat(many.body())
          .contains("too many runs for a page", "cl config diff running NEW.yaml");
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
    }
  }
}
