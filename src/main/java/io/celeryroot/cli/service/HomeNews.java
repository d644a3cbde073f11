// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.service;

import io.celeryroot.redis.QueueUnavailable;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Prints what is wrong at the site as it changes: the first part of the dashboard's home page, in
 * text. Confined to a thread of its own; closed by who made it.
 */
final class HomeNews implements AutoCloseable {

  /** Time between two looks; at first all processes need a moment to be seen. */
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private final Supplier<List<String>> problems;
  private final Consumer<String> out;
  private final Thread thread = new Thread(this::run, "home");
  private Set<String> told = Set.of();
  private String defect = "";

  /**
   * @param problems reads a line for each kind of problem
   * @param out gets lines
   */
  HomeNews(Supplier<List<String>> problems, Consumer<String> out) {
    this.problems = problems;
    this.out = out;
  }

  void start() {
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(PAUSE.toMillis());
        look();
      }
    } catch (InterruptedException e) {
      // It was closed.
    }
  }

  /** Tells what was not wrong at the last look, and when nothing is wrong any more. */
  void look() {
    try {
      Set<String> now = new LinkedHashSet<>(problems.get());
      now.stream()
          .filter(line -> !told.contains(line))
          .forEach(line -> out.accept("wrong: " + line));
      if (now.isEmpty() && !told.isEmpty()) {
        out.accept("nothing is wrong any more");
      }
      told = now;
    } catch (QueueUnavailable e) {
      // Beat and the workers say that Redis is away.
    } catch (RuntimeException e) {
      tellOnce("cannot look for what is wrong: " + e);
    }
  }

  private void tellOnce(String line) {
    if (!line.equals(defect)) {
      defect = line;
      out.accept(line);
    }
  }

  /** Waits for a look that goes on, since it uses a connection that is closed then. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
