// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor;

import io.celeryroot.config.ClConfig;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The figures of the site for whoever asks often and cannot wait: looked up when asked for, at most
 * every {@link #FRESH}, by a thread and over a connection of its own. Thread-safe.
 */
public final class SiteWatch implements AutoCloseable {

  /** As long a figure is not looked up again. */
  public static final Duration FRESH = Duration.ofSeconds(5);

  /** As long who asks waits for a look, once for all who ask at that time. */
  public static final Duration PATIENCE = Duration.ofSeconds(1);

  /** As long the figures of the last look are shown while a look at a large site takes its time. */
  public static final Duration SHOWN = Duration.ofSeconds(60);

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.management");

  private final ClConfig config;
  private final ExecutorService thread;

  /** Guarded by {@code this}. */
  private Look look = Look.none();

  private volatile Seen newest = new Seen(Optional.empty(), 0);

  /** Of the thread that looks; null: not connected. */
  private Redis redis;

  /** Of the thread that looks: what was said of the last look. */
  private Set<String> troubles = Set.of();

  /** Connects when it is first asked. */
  public SiteWatch(ClConfig config) {
    this.config = config;
    this.thread =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread daemon = new Thread(task, "site-watch");
              daemon.setDaemon(true);
              return daemon;
            });
  }

  /**
   * The figures, at most {@link #FRESH} old, or while a look takes longer than {@link #PATIENCE} at
   * most {@link #SHOWN}; empty: Redis does not answer, or there are none so young.
   */
  public Optional<SiteFigures> figures() {
    Look latest = latest();
    if (!wait(latest.answered, latest).orElse(false)) {
      return Optional.empty();
    }
    Seen last = newest;
    boolean isYoung = System.nanoTime() - last.nanos < SHOWN.toNanos();
    return wait(latest.figures, latest).orElse(isYoung ? last.figures : Optional.empty());
  }

  /** Those of the last look that came to its end, however old; empty: there was none. */
  public Optional<SiteFigures> newest() {
    return newest.figures;
  }

  /** Whether Redis answered when it was last asked, or answers now. */
  public boolean isAnswered() {
    Look latest = latest();
    return wait(latest.answered, latest).orElse(false);
  }

  private synchronized Look latest() {
    boolean isOld = System.nanoTime() - look.askedNanos > FRESH.toNanos();
    if (isOld && look.figures.isDone() && !thread.isShutdown()) {
      Look next = new Look(new CompletableFuture<>(), new CompletableFuture<>(), System.nanoTime());
      thread.execute(() -> look(next));
      look = next;
    }
    return look;
  }

  /** Empty: not yet. */
  private static <T> Optional<T> wait(CompletableFuture<T> answer, Look look) {
    long spent = System.nanoTime() - look.askedNanos;
    try {
      return Optional.of(answer.get(Math.max(0, PATIENCE.toNanos() - spent), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a look never fails: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private void look(Look asked) {
    Set<String> found = new HashSet<>();
    try {
      if (redis == null) {
        redis = Redis.connect(config.redis());
      }
      redis.ping();
      asked.answered.complete(true);
      SiteFigures figures = new Monitor(redis, config).figures(e -> found.add(e.getMessage()));
      newest = new Seen(Optional.of(figures), System.nanoTime());
      asked.figures.complete(Optional.of(figures));
    } catch (QueueUnavailable e) {
      // That Redis is away is said by whoever works with it.
      if (asked.answered.isDone() && !e.isUnreachable()) {
        found.add(e.getMessage());
      }
    } catch (RuntimeException e) {
      found.add("looking at the site: " + e);
    } finally {
      asked.answered.complete(false);
      asked.figures.complete(Optional.empty());
    }
    found.stream().filter(trouble -> !troubles.contains(trouble)).forEach(this::warn);
    troubles = found;
  }

  private void warn(String trouble) {
    LOG.warn("metrics: {}; shown as NaN until it is mended", trouble);
  }

  @Override
  public synchronized void close() {
    if (thread.isShutdown()) {
      return;
    }
    thread.execute(
        () -> {
          if (redis != null) {
            redis.close();
          }
        });
    thread.shutdown();
  }

  /**
   * One look, under way or done.
   *
   * @param answered whether Redis answers at all
   * @param figures empty: it did not answer to the end
   */
  private record Look(
      CompletableFuture<Boolean> answered,
      CompletableFuture<Optional<SiteFigures>> figures,
      long askedNanos) {

    /** So old that it is done again. */
    static Look none() {
      return new Look(
          CompletableFuture.completedFuture(false),
          CompletableFuture.completedFuture(Optional.empty()),
          System.nanoTime() - 2 * FRESH.toNanos());
    }
  }

  private record Seen(Optional<SiteFigures> figures, long nanos) {}
}
