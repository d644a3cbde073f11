// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.deploy;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A separate Debian with systemd and the installed package. */
final class Machine implements AutoCloseable {

  private static final Path DIRECTORY = Path.of("target/image").toAbsolutePath();

  private final Process container;

  private Machine(Process container) {
    this.container = container;
  }

  /** Boots the machine and returns when it is up. */
  static Machine boot() {
    try {
      Path log = Files.createDirectories(DIRECTORY).resolve("machine.log");
      Machine machine =
          new Machine(
              new ProcessBuilder(
                      "src/test/resources/io/celeryroot/deploy/machine.sh",
                      DIRECTORY.toString(),
                      Programs.inTarget("celeryroot_.*\\.deb").toString())
                  .redirectErrorStream(true)
                  .redirectOutput(log.toFile())
                  .start());
      await("the machine has booted; its log is " + log)
          .atMost(Duration.ofMinutes(10))
          .pollInterval(Duration.ofSeconds(1))
          .until(() -> machine.run("systemctl is-system-running").output().contains("running"));
      return machine;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path root() {
    return DIRECTORY.resolve("machine");
  }

  /** Runs a shell command on the machine, as root. */
  Programs.Ended run(String line) {
    return container
        .children()
        .findFirst()
        .map(init -> Programs.run(enter(init, line)))
        .orElseGet(() -> new Programs.Ended(-1, "not there yet"));
  }

  private static List<String> enter(ProcessHandle init, String line) {
    String environment = "PATH=/usr/sbin:/usr/bin:/sbin:/bin CL_CONFIG=/etc/celeryroot/cl.yaml";
    return List.of(
        "nsenter",
        "--target",
        "" + init.pid(),
        "--all",
        "env",
        "-i",
        "sh",
        "-c",
        "export " + environment + " HOME=/root; " + line);
  }

  @Override
  public void close() {
    run("systemctl poweroff");
    try {
      if (!container.waitFor(60, TimeUnit.SECONDS)) {
        container.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
