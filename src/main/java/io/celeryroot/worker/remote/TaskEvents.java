// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker.remote;

import io.celeryroot.config.Version;
import io.celeryroot.job.Job;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.TaskRules;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.queue.pidbox.Pidbox;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.text.Json;
import io.celeryroot.worker.WorkerThreads;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;

/**
 * Events of jobs in the form of Celery's workers, for monitors that asked for them. Costs nothing
 * while nobody has; ends by itself a minute after the last one has gone. A job never waits for it:
 * what does not fit in its queue is left out. Thread-safe.
 */
final class TaskEvents implements EngineListener, AutoCloseable {

  private static final int MOST_WAITING = 1000;
  private static final Duration HEARTBEAT_EVERY = Duration.ofSeconds(2);
  private static final Duration UNHEARD = Duration.ofMinutes(1);

  private final String node;
  private final TaskRules rules;
  private final Pidbox pidbox;
  private final WorkerThreads threads;
  private final IntSupplier active;
  private final AtomicLong clock = new AtomicLong();
  private final AtomicLong processed = new AtomicLong();
  private final BlockingQueue<Map<String, Object>> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private volatile boolean isEnabled;
  private ExecutorService sender;

  /**
   * @param node name among Celery's workers
   * @param active counts the jobs that run
   */
  TaskEvents(
      String node, TaskRules rules, Pidbox pidbox, WorkerThreads threads, IntSupplier active) {
    this.node = node;
    this.rules = rules;
    this.pidbox = pidbox;
    this.threads = threads;
    this.active = active;
  }

  /** Begins to send events; returns Celery's words for it. */
  synchronized String enable() {
    if (isEnabled) {
      return "task events already enabled";
    }
    isEnabled = true;
    if (sender == null) {
      sender = threads.single("events");
    }
    sender.execute(this::run);
    return "task events enabled";
  }

  /** Sends no more events; returns Celery's words for it. */
  synchronized String disable() {
    boolean was = isEnabled;
    isEnabled = false;
    return was ? "task events disabled" : "task events already disabled";
  }

  @Override
  public void started(Job job, String host, int attempt) {
    if (isEnabled) {
      Map<String, Object> received = event("task-received", job);
      received.put("name", job.task());
      received.put("args", Json.line(rules.maskArgs(job.task(), job.args())));
      received.put("kwargs", Json.line(rules.maskKwargs(job.task(), job.kwargs())));
      received.put("retries", attempt - 1);
      received.put("eta", job.eta().map(Instant::toString).orElse(null));
      received.put("expires", job.expires().map(Instant::toString).orElse(null));
      send(received);
      send(event("task-started", job));
    }
  }

  @Override
  public void ended(Job job, String host, JobOutcome outcome, boolean isFinal) {
    processed.incrementAndGet();
    if (isEnabled) {
      Map<String, Object> event = event(type(outcome, isFinal), job);
      switch (outcome.outcome().state()) {
        case SUCCESS -> {
          event.put("result", outcome.text());
          event.put("runtime", outcome.duration().toMillis() / 1000.0);
        }
        case REVOKED -> {
          event.put("terminated", true);
          event.put("signum", null);
          event.put("expired", false);
        }
        default -> {
          event.put("exception", outcome.text());
          event.put("traceback", outcome.text());
        }
      }
      send(event);
    }
  }

  private static String type(JobOutcome outcome, boolean isFinal) {
    if (!isFinal) {
      return "task-retried";
    }
    return switch (outcome.outcome().state()) {
      case SUCCESS -> "task-succeeded";
      case REVOKED -> "task-revoked";
      default -> "task-failed";
    };
  }

  private Map<String, Object> event(String type, Job job) {
    Map<String, Object> event = event(type);
    event.put("uuid", job.id());
    return event;
  }

  private Map<String, Object> event(String type) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("type", type);
    event.put("hostname", node);
    event.put("timestamp", Instant.now().toEpochMilli() / 1000.0);
    event.put("utcoffset", 0);
    event.put("pid", ProcessHandle.current().pid());
    event.put("clock", clock.incrementAndGet());
    return event;
  }

  private void send(Map<String, Object> event) {
    // An event that finds no room is lost: a job must not wait for a monitor.
    boolean unused = waiting.offer(event);
  }

  private void run() {
    waiting.clear();
    long heardNanos = System.nanoTime();
    try {
      publish(heartbeat("worker-online"));
      while (isEnabled && System.nanoTime() - heardNanos < UNHEARD.toNanos()) {
        Map<String, Object> next = waiting.poll(HEARTBEAT_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        if (publish(next == null ? heartbeat("worker-heartbeat") : next) > 0) {
          heardNanos = System.nanoTime();
        }
      }
      publish(heartbeat("worker-offline"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      disable();
    }
  }

  private Map<String, Object> heartbeat(String type) {
    Map<String, Object> event = event(type);
    event.put("freq", HEARTBEAT_EVERY.toMillis() / 1000.0);
    event.put("active", active.getAsInt());
    event.put("processed", processed.get());
    event.put("sw_ident", "celeryroot");
    event.put("sw_ver", Version.CURRENT);
    event.put("sw_sys", System.getProperty("os.name"));
    return event;
  }

  /** Returns the number of those who hear it; one that does not arrive is heard by nobody. */
  private long publish(Map<String, Object> event) {
    String kind = String.valueOf(event.get("type")).replace('-', '.');
    try {
      return pidbox.publish(kind, Envelope.event(event, node, kind));
    } catch (QueueUnavailable e) {
      return 0;
    }
  }

  @Override
  public synchronized void close() {
    isEnabled = false;
    if (sender != null) {
      threads.shutdownNow(sender);
    }
  }
}
