// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor;

import io.celeryroot.config.ClConfig;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import io.celeryroot.sign.Seals;
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
 * Caches the figures of the site for callers that ask often and cannot wait. A separate thread,
 * with its own connection, looks them up on demand, at most every {@link #FRESH}. Thread-safe.
 */
public final class SiteWatch implements AutoCloseable {

  /** Time for which a snapshot is reused. */
  public static final Duration FRESH = Duration.ofSeconds(5);

  /** Time that a caller waits for a refresh in progress; concurrent callers share one refresh. */
  public static final Duration PATIENCE = Duration.ofSeconds(1);

  /** Time for which the last snapshot is shown while a refresh of a large site is in progress. */
  public static final Duration SHOWN = Duration.ofSeconds(60);

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.management");

  private final ClConfig config;
  private final ExecutorService thread;

  /** Guarded by {@code this}. */
  private Look look = Look.none();

  private volatile Seen newest = new Seen(Optional.empty(), 0);

  /** Connection of the thread; null: not connected. */
  private Redis redis;

  /** Messages that the thread logged for the last look. */
  private Set<String> troubles = Set.of();

  /** Creates a watch that connects on the first request. */
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
   * Returns figures that are at most {@link #FRESH} old, or at most {@link #SHOWN} old while a look
   * takes longer than {@link #PATIENCE}. Empty if Redis does not answer or all figures are older.
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

  /** Returns the figures of the last completed look, of any age; empty if there was none. */
  public Optional<SiteFigures> newest() {
    return newest.figures;
  }

  /** Returns true if Redis answered the last look, or answers now. */
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

  /** Waits for an answer; empty if it has not arrived yet. */
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
        redis = Redis.connect(config.redis(), Seals.reading(config.security()));
      }
      redis.ping();
      asked.answered.complete(true);
      SiteFigures figures = new Monitor(redis, config).figures(e -> found.add(e.getMessage()));
      newest = new Seen(Optional.of(figures), System.nanoTime());
      asked.figures.complete(Optional.of(figures));
    } catch (QueueUnavailable e) {
      // The parts that work with Redis report its absence.
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
    LOG.warn("metrics: {}; shown as NaN until this is fixed", trouble);
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
   * One look, in progress or completed.
   *
   * @param answered true if Redis answers at all
   * @param figures empty: Redis stopped answering before the end
   */
  private record Look(
      CompletableFuture<Boolean> answered,
      CompletableFuture<Optional<SiteFigures>> figures,
      long askedNanos) {

    /** Returns a look that is old enough to be repeated. */
    static Look none() {
      return new Look(
          CompletableFuture.completedFuture(false),
          CompletableFuture.completedFuture(Optional.empty()),
          System.nanoTime() - 2 * FRESH.toNanos());
    }
  }

  private record Seen(Optional<SiteFigures> figures, long nanos) {}
}
