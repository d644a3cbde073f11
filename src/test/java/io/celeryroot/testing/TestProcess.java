// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** One process of the launcher, with its log. */
public final class TestProcess implements AutoCloseable {

  /** A limit for busy machines; waiting ends as soon as its condition holds. */
  public static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String name;
  private final Process process;
  private final Path log;

  TestProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Sends {@code kill -9} and returns when it is gone. */
  public void kill() {
    process.destroyForcibly();
    awaitExit();
  }

  public void term() {
    process.toHandle().destroy();
  }

  public void freeze() {
    signal("STOP");
  }

  public void hangUp() {
    signal("HUP");
  }

  public void thaw() {
    signal("CONT");
  }

  /**
   * Changes the number of files that it may have open. What is open stays open.
   *
   * @param limit {@code SOFT:HARD}; the empty one stays, see prlimit(1)
   */
  public void limitFiles(String limit) {
    run("prlimit", "--pid", String.valueOf(process.pid()), "--nofile=" + limit);
  }

  public int awaitExit() {
    try {
      assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .as("%s ends; its log:%n%s", name, log())
          .isTrue();
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(name + ": interrupted", e);
    }
  }

  public void awaitLog(String text) {
    await(name + " says " + text)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> log().contains(text));
  }

  public String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    // One that is stopped by SIGSTOP cannot end by anything else.
    process.destroyForcibly();
  }

  @Override
  public String toString() {
    return "==== " + name + " (pid " + process.pid() + ")\n" + log();
  }

  private void signal(String signal) {
    run("sh", "-c", "kill -" + signal + " " + process.pid());
  }

  private static void run(String... command) {
    try {
      assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
