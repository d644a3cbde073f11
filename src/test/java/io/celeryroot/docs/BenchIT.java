// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.celeryroot.testing.Distribution;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bench, with rows that take a moment. */
class BenchIT {

  @TempDir Path directory;

  @BeforeEach
  void needsWhatTheBenchNeeds() {
    for (String program : List.of("python3", "redis-server")) {
      assumeTrue(Files.exists(Path.of("/usr/bin", program)), "needs " + program);
    }
  }

  @Test
  void each_row_says_what_it_measures() throws Exception {
    assertThat(bench("--list").lines())
        .hasSizeGreaterThan(20)
        .allMatch(line -> line.matches("[a-z0-9-]+ +\\*? about +\\d+ s {2}.+|\\* only if named"));
  }

  @Test
  void a_measured_row_is_in_the_json_file_and_on_the_pages() throws Exception {
    Path results = directory.resolve("results.json");

    bench("--no-peers", "--repeat", "1", "--json", results.toString(), "stop");
    bench(
        "--json",
        results.toString(),
        "--write-docs",
        "--no-measure",
        "--docs",
        directory.toString());

    JsonNode worker =
        new ObjectMapper().readTree(results.toFile()).at("/rows/stop/measures/worker");
    assertThat(worker.at("/samples/cl")).hasSize(1);
    assertThat(worker.at("/medians/cl").asDouble()).isBetween(0.01, 60.0);
    assertThat(directory.resolve("performance.md"))
        .content()
        .contains("idle worker: TERM to exit", "`bench/run stop`");
    assertThat(directory.resolve("scale.md")).content().contains("not measured");
  }

  @Test
  void a_reader_that_takes_only_the_first_rows_gets_no_trace() throws Exception {
    Process process =
        new ProcessBuilder("sh", "-c", "(sleep 1; exec /usr/bin/python3 bench/run --list) | true")
            .redirectErrorStream(true)
            .start();

    assertThat(said(process)).isEmpty();
  }

  @Test
  void an_unknown_row_is_refused() throws Exception {
    Process process = start(List.of("nonsense"));

    assertThat(said(process)).contains("no row nonsense");
    assertThat(process.waitFor()).isEqualTo(2);
  }

  private static String bench(String... arguments) throws Exception {
    Process process = start(List.of(arguments));
    String said = said(process);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  private static String said(Process process) throws Exception {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static Process start(List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("/usr/bin/python3", "bench/run"));
    command.addAll(arguments);
    command.addAll(List.of("--cl", Distribution.cl().toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    // Its temporary directories lie where what tests leave behind is looked for.
    builder.environment().put("TMPDIR", System.getProperty("java.io.tmpdir"));
    return builder.start();
  }
}
