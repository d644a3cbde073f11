// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.read.ConfigReader;
import io.celeryroot.monitor.EngineListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A worker in a process of its own, to be killed. */
final class WorkerJvm {

  private WorkerJvm() {}

  /** Takes a cl.yaml and the host name. */
  public static void main(String[] arguments) {
    ClConfig config =
        ConfigReader.read(Path.of(arguments[0]), Map.of(), Optional.empty()).config().orElseThrow();
    new WorkerProcess(
            config,
            WorkerProcess.Identity.of(config, arguments[1]),
            EngineListener.NONE,
            ServiceSettings.DEFAULT)
        .runUntilSignal();
    System.exit(0);
  }

  /**
   * Starts one.
   *
   * @param directory where its cl.yaml and its log are put
   */
  static Process start(Path directory, String redis, String clYaml, String host)
      throws IOException {
    Path file = directory.resolve("cl.yaml");
    Files.writeString(file, "redis: " + redis + "\n" + clYaml);
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            WorkerJvm.class.getName(),
            file.toString(),
            host)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()))
        .start();
  }
}
