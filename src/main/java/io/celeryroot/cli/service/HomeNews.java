// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.service;

import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.text.Printable;
import io.celeryroot.view.Terminal;
import io.celeryroot.view.site.HomeViews;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Prints the dashboard's home page as text: the whole at first, when something goes wrong and when
 * all is well again; in between only what else goes wrong. Confined to a thread of its own; closed
 * by who made it.
 */
final class HomeNews implements AutoCloseable {

  /** Time between two looks. */
  private static final Duration PAUSE = Duration.ofSeconds(10);

  /** Seconds that all processes have to be seen, before what is missing is told. */
  private static final int MOMENT = 10;

  private final Supplier<HomeViews> reader;
  private final Terminal terminal;
  private final Consumer<String> out;
  private final Thread thread = new Thread(this::run, "home");

  /** Empty: nothing was told yet. */
  private Optional<Set<String>> told = Optional.empty();

  private String defect = "";

  /**
   * @param reader reads the home page
   * @param out gets one or more lines, without the last line feed
   */
  HomeNews(Supplier<HomeViews> reader, Terminal terminal, Consumer<String> out) {
    this.reader = reader;
    this.terminal = terminal;
    this.out = out;
  }

  void start() {
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      for (int second = 0; second < MOMENT && told.isEmpty(); second++) {
        Thread.sleep(Duration.ofSeconds(1).toMillis());
        look(second == MOMENT - 1);
      }
      while (true) {
        Thread.sleep(PAUSE.toMillis());
        look(true);
      }
    } catch (InterruptedException e) {
      // It was closed.
    }
  }

  /**
   * Tells what has changed since the last look.
   *
   * @param isOver false: the processes may still be about to be seen, so nothing is told as wrong
   */
  void look(boolean isOver) {
    try {
      HomeViews home = reader.get();
      Set<String> now = new LinkedHashSet<>(home.problems());
      if (isOver || now.isEmpty()) {
        tell(home, now);
      }
    } catch (QueueUnavailable e) {
      // Beat and the workers say that Redis is away.
    } catch (RuntimeException e) {
      tellOnce("cannot look for what is wrong: " + e);
    }
  }

  private void tell(HomeViews home, Set<String> now) {
    boolean isTurn = told.filter(before -> before.isEmpty() == now.isEmpty()).isEmpty();
    if (isTurn) {
      out.accept("\n" + home.text(terminal));
    } else {
      now.stream()
          .filter(line -> !told.orElse(Set.of()).contains(line))
          .forEach(line -> out.accept("wrong: " + Printable.line(line)));
    }
    told = Optional.of(now);
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
