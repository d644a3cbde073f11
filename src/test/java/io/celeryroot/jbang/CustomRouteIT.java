// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.jbang;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.config.RunOn;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The commands of examples/custom-route/README.md, in a copy of that directory. */
@Execution(ExecutionMode.CONCURRENT)
final class CustomRouteIT {

  private static final String TRACE =
      "camel trace --action=dump --follow=false --logging-color=false";
  private static final Path EXAMPLE = Path.of("examples/custom-route");

  @TempDir Path directory;
  private Path example;
  private CamelSite site;

  @BeforeEach
  void copy() throws IOException, InterruptedException {
    site = new CamelSite(directory);
    example = directory.resolve("example");
    try (Stream<Path> files = Files.walk(EXAMPLE)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path to = example.resolve(EXAMPLE.relativize(file));
        Files.createDirectories(to.getParent());
        Files.copy(file, to);
      }
    }
    site.read(example.resolve("cl.yaml"));
  }

  @AfterEach
  void close() {
    if (site != null) {
      site.close();
    }
  }

  /** Finds the one line of the page with this beginning. */
  private static String command(String start) throws IOException {
    List<String> found =
        Files.readAllLines(EXAMPLE.resolve("README.md")).stream()
            .filter(line -> line.startsWith(start))
            .toList();
    assertThat(found).as(start).hasSize(1);
    return found.get(0).replaceFirst(" +#.*", "");
  }

  private JobResult invoice(String amount) {
    return site.end(
        site.submit("invoice", Map.of("customer", "bob", "amount", amount), RunOn.ALL, "shop01")
            .get(0));
  }

  private static String output(JobResult result) {
    return result.outcome().orElseThrow().stdout();
  }

  private void assertRunsAndReloads() throws IOException {
    Path route = example.resolve("routes/my-invoice.camel.yaml");
    JobResult good = invoice("30");
    JobResult bad = invoice("0");

    assertThat(good.outcome().orElseThrow().outcome()).isEqualTo(Outcome.OK);
    assertThat(example.resolve(output(good))).hasContent("bob pays 30 EUR");
    assertThat(bad.outcome().orElseThrow().outcome()).isEqualTo(Outcome.FAILED);
    assertThat(bad.outcomeText()).isEqualTo("failed (nothing to pay for bob)");

    // Saves in one step, as editors do: half a file is not loaded.
    Path edited = directory.resolve("edited");
    Files.writeString(edited, Files.readString(route).replace("invoices/${", "changed/${"));
    Files.move(edited, route, StandardCopyOption.ATOMIC_MOVE);
    await("the route is loaded again")
        .atMost(Duration.ofSeconds(30))
        .until(() -> output(invoice("31")).startsWith("changed/bob"));
  }

  @Test
  void the_camel_command_lists_traces_and_stops_the_example_under_cl()
      throws IOException, InterruptedException {
    assertThat(site.run(example, command("cl config validate")).exitCode()).isZero();
    CamelSite.Running worker = site.start(example, command("cl cl.yaml")).awaitSaid("ready");

    CamelSite.Ended wait = site.run(example, command("cl task invoice bob 30"));
    assertThat(wait.exitCode()).as(wait.out()).isZero();
    assertThat(wait.out()).contains("shop01: ok ", "invoices/bob-");
    assertRunsAndReloads();
    assertThat(worker.said()).doesNotContain(" WARN ", " ERROR ");

    String name = "celeryroot-worker-shop01";
    assertThat(site.run(directory, "camel ps").out())
        .contains(worker.process().pid() + "  " + name);
    assertThat(site.run(directory, "camel get route --description").out())
        .contains(" worker.shop ", " task.invoice ", " invoice ", "Writes an invoice to a file");
    site.run(directory, "camel trace --action=start");
    await("traces")
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              invoice("32");
              assertThat(site.run(directory, TRACE).out())
                  .contains("task.invoice/run", "invoice-write");
            });
    site.run(directory, "camel stop " + name);

    assertThat(worker.awaitEnd()).as(worker.said()).isZero();
    assertThat(worker.said()).contains("stopped");
  }

  @Test
  void the_example_runs_under_camel_run() throws IOException, InterruptedException {
    assertThat(site.run(example, command("cl generate-routes")).exitCode()).isZero();
    site.start(example, command("camel run")).awaitSaid("(celeryroot) is starting");

    assertRunsAndReloads();
    assertThat(site.run(example, command("cl generate-routes")).out())
        .startsWith("0 files written, 0 removed");
  }
}
