// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A real Celery, where one is installed: clients, and workers of an app with the task sync. */
public final class PythonCelery {

  private static final List<String> PYTHONS = List.of("/usr/bin/python3", "python3");

  private static Optional<String> found = Optional.empty();

  private final String python;
  private final Path directory;

  private PythonCelery(String python, Path directory) {
    this.python = python;
    this.directory = directory;
  }

  /**
   * An app in a directory, whose broker and backend is one Redis. Skips the test without Celery.
   *
   * @param more lines of the module that follow {@code app}
   */
  public static PythonCelery in(Path directory, String url, String... more) {
    PythonCelery celery = new PythonCelery(python(), directory);
    celery.write(
        "ourapp.py",
        """
        from celery import Celery
        app = Celery('ourapp', broker='%1$s', backend='%1$s')
        app.conf.broker_connection_retry_on_startup = True
        %2$s

        @app.task(name='sync')
        def sync(path, password):
            return path + ' synced'
        """
            .formatted(url, String.join("\n", more)));
    return celery;
  }

  /** Runs code that may use {@code app}; returns what it printed. */
  public String run(String code) throws IOException, InterruptedException {
    Path script = write("probe.py", "from ourapp import app\n" + code);
    Process process =
        new ProcessBuilder(python, script.toString())
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  /** Starts {@code celery} with arguments; its output goes to a file. */
  public Process start(Path log, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(python, "-m", "celery", "-A", "ourapp"));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  private Path write(String name, String text) {
    try {
      return Files.writeString(directory.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static synchronized String python() {
    if (found.isEmpty()) {
      found = PYTHONS.stream().filter(PythonCelery::hasCelery).findFirst();
    }
    assumeTrue(found.isPresent(), "no python3 with the packages celery and redis");
    return found.orElseThrow();
  }

  private static boolean hasCelery(String python) {
    try {
      Process process =
          new ProcessBuilder(python, "-c", "import celery, redis")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
