// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.celeryroot.config.RunOn;
import io.celeryroot.job.Job;
import io.celeryroot.job.MessageCodec;
import io.celeryroot.job.Target;
import io.celeryroot.testing.Distribution;
import io.celeryroot.testing.TestSite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log of a real worker process. */
class JsonLogIT {

  private static final String CL_YAML =
      """
      workers:
        web: {hostnames: [web01]}
      tasks:
        hello: {command: [echo, hello]}
      schedules: {}
      """;

  private static final String HOSTILE = "evil\"}\\ \u202e ,\"level\":\"none";

  @TempDir private Path directory;

  @Test
  void each_line_is_an_object_with_the_fields_of_the_job() throws Exception {
    try (TestSite site = TestSite.of(CL_YAML)) {
      Path log = directory.resolve("log");
      Process worker = worker(site, log);
      String job = site.submit("hello", Map.of(), RunOn.ALL, "web01").get(0);
      site.redis().jedis().lpush("web_tasks", MessageCodec.write(job("id " + HOSTILE, "hello")));
      site.redis().jedis().lpush("web_tasks", MessageCodec.write(job("other", HOSTILE)));
      site.redis().jedis().lpush("web_tasks", "no JSON \n\u009b2J");
      site.end(job, Duration.ofSeconds(30));
      await()
          .atMost(Duration.ofSeconds(15))
          .until(() -> site.redis().jedis().llen("{web_tasks}:dead") == 2);
      await()
          .atMost(Duration.ofSeconds(15))
          .until(() -> site.result("id " + HOSTILE).filter(r -> r.hasEnded()).isPresent());
      worker.destroy();
      assertThat(worker.waitFor(30, TimeUnit.SECONDS)).isTrue();

      List<JsonNode> lines = Files.readAllLines(log).stream().map(JsonLogIT::parse).toList();

      JsonNode ok = line(lines, job);
      assertThat(ok.get("message").asText()).contains(": ok after");
      assertThat(ok.get("run").asText()).isEqualTo(job.replace(".web01", ""));
      assertThat(ok.get("task").asText()).isEqualTo("hello");
      assertThat(ok.get("host").asText()).isEqualTo("web01");
      assertThat(ok.get("attempt").asText()).isEqualTo("1");
      assertThat(line(lines, "id " + HOSTILE).get("level").asText()).isEqualTo("INFO");
      assertThat(line(lines, "other").get("task").asText()).isEqualTo(HOSTILE);
      assertThat(lines).anyMatch(line -> line.get("message").asText().contains("stopped"));
    }
  }

  private static JsonNode line(List<JsonNode> lines, String job) {
    return lines.stream()
        .filter(line -> line.path("job").asText().equals(job))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no line of " + job + " in " + lines));
  }

  private static JsonNode parse(String line) {
    try {
      return new ObjectMapper().readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException("not JSON: " + line, e);
    }
  }

  private static Job job(String id, String task) {
    return Job.unknown(id, new Target("web", "web_tasks", Optional.empty()))
        .asking(task, List.of(), Map.of());
  }

  private Process worker(TestSite site, Path log) throws IOException {
    Path file = directory.resolve("cl.yaml");
    Files.writeString(file, "redis: " + site.config().redis().url() + "\n" + CL_YAML);
    return new ProcessBuilder(
            Distribution.cl().toString(),
            file.toString(),
            "--worker",
            "--hostname",
            "web01",
            "--log-format",
            "json")
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }
}
