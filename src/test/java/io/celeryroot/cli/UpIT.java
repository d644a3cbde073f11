// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.testing.Distribution;
import io.celeryroot.testing.Foreground;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cl up} of the distribution, as a process. */
final class UpIT {

  @TempDir Path directory;
  private Process process;
  private String program;

  @BeforeEach
  void writeFile() throws IOException {
    program = Distribution.cl().toString();
    Files.writeString(
        directory.resolve("cl.yaml"),
        Cl.SAMPLE.replace("localhost:6379", "localhost:" + freePort()));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @AfterEach
  void end() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  private void up(String log) throws IOException {
    process =
        new ProcessBuilder(Foreground.command(program, "up"))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(log).toFile())
            .start();
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(Files.readString(directory.resolve(log)))
                    .contains(
                        "webserver01: ping ok",
                        "webserver02: ping ok",
                        "dbserver01: ping ok",
                        "Nothing is wrong. Next is security_updates, in ",
                        "Due next\n"));
  }

  private void interrupt() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-INT", "" + process.pid()).start().waitFor();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void one_command_runs_jobs_and_finds_its_data_again() throws IOException, InterruptedException {
    up("first.log");
    Cl.Ended status = new Cl(directory).run("task", "status");
    String run =
        new Cl(directory).run("task", "list").out().lines().skip(1).findFirst().orElseThrow();
    interrupt();

    assertThat(status.exitCode()).isZero();
    assertThat(status.out()).containsPattern("webserver01 +alive");
    assertThat(run).contains("3 ok");
    assertThat(process.exitValue()).isZero();
    assertThat(Files.readString(directory.resolve("first.log")))
        .contains("started Redis at redis://127.0.0.1:", "ready after")
        .endsWith("stopped\n")
        .doesNotContain("WARN", "ERROR", "Exception");

    up("second.log");
    String list = new Cl(directory).run("task", "list").out();
    interrupt();

    assertThat(list).contains(run.substring(0, run.indexOf(" ")));
    assertThat(process.exitValue()).isZero();
  }
}
