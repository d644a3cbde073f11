// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor;

import io.celeryroot.config.ClConfig;
import io.celeryroot.queue.QueueUnavailable;
import io.celeryroot.queue.Redis;
import java.time.Duration;
import java.util.Optional;
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

  private static final Logger LOG = LoggerFactory.getLogger(SiteWatch.class);

  private final ClConfig config;
  private final ExecutorService thread;
  private CompletableFuture<Optional<SiteFigures>> look =
      CompletableFuture.completedFuture(Optional.empty());
  private boolean hasLooked;
  private long askedNanos;
  private Redis redis;

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

  /** The figures, at most {@link #FRESH} old; empty: Redis does not answer, or not in time. */
  public Optional<SiteFigures> figures() {
    CompletableFuture<Optional<SiteFigures>> latest = latest();
    try {
      return latest.get(millisLeft(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private synchronized CompletableFuture<Optional<SiteFigures>> latest() {
    boolean isOld = !hasLooked || System.nanoTime() - askedNanos > FRESH.toNanos();
    if (isOld && look.isDone() && !thread.isShutdown()) {
      hasLooked = true;
      askedNanos = System.nanoTime();
      look = CompletableFuture.supplyAsync(this::look, thread);
    }
    return look;
  }

  private synchronized long millisLeft() {
    return Math.max(0, PATIENCE.minusNanos(System.nanoTime() - askedNanos).toMillis());
  }

  private Optional<SiteFigures> look() {
    try {
      if (redis == null) {
        redis = Redis.connect(config.redis());
      }
      return Optional.of(new Monitor(redis, config).figures());
    } catch (QueueUnavailable e) {
      LOG.debug("{}", e.getMessage());
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    thread.execute(
        () -> {
          if (redis != null) {
            redis.close();
          }
        });
    thread.shutdown();
  }
}
