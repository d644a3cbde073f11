// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Programs of the machine, and the distribution that the build left. */
final class Programs {

  /** Output of a program, on both streams, and its exit code. */
  record Ended(int exitCode, String output) {}

  private Programs() {}

  /** Skips the test if one of the programs is missing. */
  static void need(String... names) {
    for (String name : names) {
      assumeTrue(isInstalled(name), "needs " + name + " on the PATH");
    }
  }

  static void needRoot() {
    assumeTrue(System.getProperty("user.name").equals("root"), "needs root");
  }

  private static boolean isInstalled(String name) {
    return Stream.of((System.getenv("PATH") + ":/usr/sbin:/sbin").split(":"))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, name)));
  }

  static Ended run(List<String> command) {
    return run(command, Map.of());
  }

  /** Runs a program to its end, without a time limit. */
  static Ended run(List<String> command, Map<String, String> environment) {
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().putAll(environment);
      Process process = builder.start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Ended(process.waitFor(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Returns the output of a program; the test fails if the program fails. */
  static String output(String... command) {
    Ended ended = run(List.of(command));
    assertThat(ended.exitCode()).as("%s:%n%s", List.of(command), ended.output()).isZero();
    return ended.output();
  }

  /** Finds the only file in {@code target} whose name has that form. */
  static Path inTarget(String pattern) {
    try (Stream<Path> files = Files.list(Path.of("target"))) {
      return files
          .filter(file -> file.getFileName().toString().matches(pattern))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no target/" + pattern))
          .toAbsolutePath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
