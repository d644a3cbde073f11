// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.redis.embedded.EmbeddedRedis;
import io.celeryroot.testing.Foreground;
import io.celeryroot.testing.Links;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The release archive, unpacked and used as a user would. */
@Execution(ExecutionMode.CONCURRENT)
final class ArchiveIT {

  @TempDir Path directory;

  private Path unpack(String name) throws IOException, InterruptedException {
    Path to = Files.createDirectories(directory.resolve(name));
    try (Stream<Path> files = Files.list(Path.of("target"))) {
      Path archive =
          files
              .filter(file -> file.getFileName().toString().matches("celeryroot-.*\\.tar\\.gz"))
              .findFirst()
              .orElseThrow();
      Process tar = new ProcessBuilder("tar", "-xzf", "" + archive, "-C", "" + to).start();
      assertThat(tar.waitFor()).isZero();
    }
    try (Stream<Path> files = Files.list(to)) {
      return files.findFirst().orElseThrow();
    }
  }

  /** Without making class data archives in the background, which would outlive the test. */
  private Process start(Path home, String out, String... args) throws IOException {
    return startWith("off", home, out, args);
  }

  private Process startWith(String archives, Path home, String out, String... args)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(home + "/bin/cl"));
    command.addAll(List.of(args));
    ProcessBuilder builder =
        new ProcessBuilder(Foreground.command(command.toArray(new String[0])))
            .directory(directory.toFile())
            .redirectOutput(directory.resolve(out).toFile())
            .redirectError(directory.resolve(out + ".err").toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("CL_CDS", archives);
    builder.environment().put("XDG_CACHE_HOME", directory.resolve("cache").toString());
    return builder.start();
  }

  private String run(Path home, String... args) throws IOException, InterruptedException {
    Process process = start(home, "out", args);
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(directory.resolve("out.err"))).isZero();
    return Files.readString(directory.resolve("out"));
  }

  @Test
  void it_holds_all_parts_and_no_class_data_archive() throws IOException, InterruptedException {
    Path home = unpack("plain");

    assertThat(home.getFileName().toString()).startsWith("celeryroot-");
    assertThat(home.resolve("bin/cl")).isExecutable();
    assertThat(home.resolve("lib/celeryroot.jar")).exists();
    assertThat(home.resolve("lib").toFile().list()).anyMatch(jar -> jar.startsWith("picocli-"));
    assertThat(home.resolve("tasks/ping.sh")).exists();
    assertThat(home.resolve("completion/cl.bash")).isNotEmptyFile();
    assertThat(home.resolve("completion/cl.zsh")).isNotEmptyFile();
    assertThat(home.resolve("completion/cl.fish")).isNotEmptyFile();
    assertThat(home.resolve("LICENSE")).isNotEmptyFile();
    assertThat(home.resolve("README.md")).isNotEmptyFile();
    assertThat(Links.broken(home)).isEmpty();
    assertThat(home.resolve("lib/cds")).doesNotExist();
  }

  @Test
  void every_jar_is_known_with_its_licence_and_in_the_bill_of_materials()
      throws IOException, InterruptedException {
    Path home = unpack("plain");
    List<String> known = Files.readAllLines(home.resolve("THIRD-PARTY.txt"));
    String bill = Files.readString(home.resolve("sbom.cdx.json"));

    assertThat(known)
        .allMatch(line -> line.matches("[^ :]+:[^ :]+:[^ :]+ [0-9a-f]{64} [A-Za-z0-9].*"));
    assertThat(jars(home.resolve("lib")))
        .allSatisfy(
            jar ->
                assertThat(known)
                    .anyMatch(
                        line -> {
                          String[] parts = line.split("[: ]", -1);
                          return jar.equals(parts[1] + "-" + parts[2] + ".jar");
                        }));
    assertThat(known).allMatch(line -> bill.contains(line.split(" ", -1)[1]));
    assertThat(bill).contains("\"bomFormat\": \"CycloneDX\"");
  }

  private static List<String> jars(Path directory) {
    return Stream.of(requireNonNull(directory.toFile().list()))
        .filter(name -> name.endsWith(".jar") && !name.equals("celeryroot.jar"))
        .toList();
  }

  @Test
  void it_runs_from_a_path_with_a_blank_and_after_a_move()
      throws IOException, InterruptedException {
    Path home = unpack("with a blank");
    String version = run(home, "--version");
    run(home, "config", "init");

    Path moved = Files.move(home, directory.resolve("moved"));

    assertThat(run(moved, "--version")).isEqualTo(version).startsWith("cl ");
    assertThat(run(moved, "config", "validate")).contains("valid");
  }

  @Test
  void concurrent_first_starts_work_and_leave_one_class_data_archive()
      throws IOException, InterruptedException {
    Path home = unpack("fresh");
    List<Process> starts = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      starts.add(startWith("on", home, "start" + i, "--version"));
    }

    for (int i = 0; i < starts.size(); i++) {
      assertThat(starts.get(i).waitFor(2, TimeUnit.MINUTES)).isTrue();
      assertThat(starts.get(i).exitValue()).isZero();
      assertThat(Files.readString(directory.resolve("start" + i))).startsWith("cl ");
      assertThat(Files.readString(directory.resolve("start" + i + ".err"))).isEmpty();
    }
    // It is made with "nice".
    Awaitility.await()
        .atMost(Duration.ofMinutes(4))
        .untilAsserted(
            () ->
                assertThat(home.resolve("lib/cds").toFile().list())
                    .hasSize(2)
                    .contains("home")
                    .anyMatch(name -> name.matches("command-.*\\.jsa")));
  }

  @Test
  void an_interrupt_ends_the_wait_and_leaves_the_jobs_running()
      throws IOException, InterruptedException {
    Path home = unpack("waiting");
    try (EmbeddedRedis redis = EmbeddedRedis.start(Optional.empty(), List.of())) {
      Files.writeString(
          directory.resolve("cl.yaml"),
          "redis: %s\nworkers: {web: {hostnames: [web01]}}\n".formatted(redis.url()));
      Process waiting = start(home, "wait", "task", "ping", "-t", "web01", "--wait");
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> Files.readString(directory.resolve("wait.err")).contains("run ping-"));

      new ProcessBuilder("kill", "-INT", "" + waiting.pid()).start().waitFor();

      assertThat(waiting.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(waiting.exitValue()).isEqualTo(130);
      assertThat(Files.readString(directory.resolve("wait.err")))
          .contains("the jobs continue; see: cl task result ping-")
          .doesNotContain("Exception");
      assertThat(run(home, "queue", "list", "-o", "json")).contains("\"waiting\": 1");
    }
  }
}
