// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.cli.Cl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GenerateRoutesTest {

  private static final String SCHEDULE_ROUTE = "beat-security_updates.camel.yaml";

  @TempDir Path directory;
  private Path routes;
  private Cl cl;

  @BeforeEach
  void generateOnce() {
    cl = new Cl(directory).file("cl.yaml", Cl.SAMPLE);
    routes = directory.resolve("routes");
    assertThat(cl.run("generate-routes").exitCode()).isZero();
  }

  @Test
  void fresh_files_pass_the_check() {
    assertThat(routes.resolve(SCHEDULE_ROUTE)).exists();
    assertThat(cl.run("generate-routes", "--check").exitCode()).isZero();
  }

  @Test
  void a_file_that_is_as_it_should_be_is_not_touched() throws IOException {
    FileTime longAgo = FileTime.from(Instant.EPOCH);
    Files.setLastModifiedTime(routes.resolve(SCHEDULE_ROUTE), longAgo);

    Cl.Ended ended = cl.run("generate-routes");

    assertThat(ended.out()).startsWith("0 files written, 0 removed,");
    assertThat(Files.getLastModifiedTime(routes.resolve(SCHEDULE_ROUTE))).isEqualTo(longAgo);
  }

  @Test
  void a_directory_that_cannot_be_written_is_told_with_the_fix() {
    Cl.Ended ended = cl.run("generate-routes", "--output", "cl.yaml");

    assertThat(ended.exitCode()).isEqualTo(3);
    assertThat(ended.err())
        .contains("could not be written: ", "cl.yaml is not a directory; fix: rename it")
        .doesNotContain("defect");
  }

  @Test
  void stale_files_fail_the_check_with_the_difference_and_stay() throws IOException {
    String before = Files.readString(routes.resolve(SCHEDULE_ROUTE));
    cl.file("cl.yaml", Cl.SAMPLE.replace("0 2 * * *", "0 3 * * *"));

    Cl.Ended ended = cl.run("generate-routes", "--check");

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.out())
        .contains("--- ", "@@ -", "\n-", "\n+", "stale; fix: cl generate-routes");
    assertThat(Files.readString(routes.resolve(SCHEDULE_ROUTE))).isEqualTo(before);
  }

  @Test
  void removing_a_schedule_removes_its_file_and_no_users_file() throws IOException {
    Path own = Files.writeString(routes.resolve("own.camel.yaml"), "- route: {}\n");
    cl.file("cl.yaml", Cl.SAMPLE.replace("  security_updates:", "  updates:"));

    Cl.Ended ended = cl.run("generate-routes");

    assertThat(ended.out()).contains("remove " + Path.of("routes").resolve(SCHEDULE_ROUTE));
    assertThat(routes.resolve(SCHEDULE_ROUTE)).doesNotExist();
    assertThat(routes.resolve("beat-updates.camel.yaml")).exists();
    assertThat(own).exists();
  }

  @Test
  void a_users_file_with_a_generated_name_is_not_replaced() throws IOException {
    Path own = Files.writeString(routes.resolve("worker.camel.yaml"), "- route: {}\n");

    Cl.Ended ended = cl.run("generate-routes");

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.err())
        .contains("routes/worker.camel.yaml: not a generated file, so it is not replaced; fix:");
    assertThat(own).hasContent("- route: {}\n");
  }

  @Test
  void a_dry_run_writes_nothing() {
    Cl.Ended ended = cl.run("generate-routes", "--dry-run", "--output", "elsewhere");

    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out()).contains("write  elsewhere/" + SCHEDULE_ROUTE);
    assertThat(directory.resolve("elsewhere")).doesNotExist();
  }

  @Test
  void a_link_that_somebody_planted_is_not_written_through() throws IOException {
    Path other = Files.writeString(directory.resolve("other"), "mine");
    Path part = Files.createSymbolicLink(routes.resolve("." + SCHEDULE_ROUTE + ".new"), other);
    Path route = routes.resolve(SCHEDULE_ROUTE);
    Files.delete(route);

    assertThat(cl.run("generate-routes").exitCode()).isZero();

    assertThat(other).hasContent("mine");
    assertThat(part).doesNotExist();
    assertThat(route).content().contains("quartz:");
    Files.delete(route);
    Files.createSymbolicLink(route, other);

    assertThat(cl.run("generate-routes").err()).contains("not a generated file");

    assertThat(other).hasContent("mine");
  }
}
