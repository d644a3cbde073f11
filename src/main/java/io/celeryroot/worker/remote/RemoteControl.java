// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker.remote;

import io.celeryroot.config.ClConfig;
import io.celeryroot.job.TaskRules;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.monitor.Listeners;
import io.celeryroot.queue.host.RunningJob;
import io.celeryroot.queue.pidbox.Pidbox;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import io.celeryroot.worker.RoleWorker;
import io.celeryroot.worker.WorkerThreads;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Celery's remote control of the worker of this process: {@code celery inspect}, {@code control},
 * {@code status}, {@code events} and {@code revoke()}. One subscription, which is silent while
 * nobody asks. Thread-safe.
 */
public final class RemoteControl implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.worker");

  private final WorkerNode node;
  private final Pidbox pidbox;
  private final TaskEvents events;
  private final RemotePanel panel;
  private final WorkerThreads threads;
  private Optional<ExecutorService> listener = Optional.empty();
  private Optional<ScheduledExecutorService> pings = Optional.empty();

  /**
   * Makes one that does not listen yet.
   *
   * @param worker name of the worker; Celery's clients know it as {@code celery@worker}
   * @param started start of this process
   * @param workers started workers of all roles
   * @param running jobs that run in this process
   */
  public RemoteControl(
      String worker,
      ClConfig config,
      Instant started,
      Redis redis,
      Supplier<List<RoleWorker>> workers,
      Supplier<List<RunningJob>> running,
      WorkerThreads threads) {
    this.node = new WorkerNode(worker, config, started, workers, running, redis);
    this.pidbox = new Pidbox(redis, config.redis().address().database());
    this.threads = threads;
    this.events =
        new TaskEvents(
            node.name(), TaskRules.of(config), pidbox, threads, () -> node.running().size());
    this.panel = new RemotePanel(node, events);
  }

  /** Adds the events for monitors to what a listener of workers is told. */
  public EngineListener listener(EngineListener first) {
    return new Listeners(first, events);
  }

  /** Starts to listen, once. */
  public synchronized void start() {
    if (listener.isEmpty()) {
      ExecutorService thread = threads.single("remote");
      thread.execute(this::listen);
      listener = Optional.of(thread);
      ScheduledExecutorService clock = threads.scheduled("remote-ping");
      long everyMillis = Pidbox.PING_EVERY.toMillis();
      var unused =
          clock.scheduleWithFixedDelay(
              pidbox::ping, everyMillis, everyMillis, TimeUnit.MILLISECONDS);
      pings = Optional.of(clock);
    }
  }

  private void listen() {
    try {
      pidbox.listen(this::heard);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Carries out a command. Nothing that anybody says may end the subscription. */
  private void heard(byte[] message) {
    try {
      Broadcast.parse(message, node.names()).ifPresent(this::carryOut);
    } catch (QueueUnavailable e) {
      LOG.debug("remote control: {}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("remote control: {}", e, e);
    }
  }

  private void carryOut(Broadcast command) {
    Object answer = panel.answer(command);
    command
        .replyTo()
        .ifPresent(
            to -> pidbox.reply(to.client(), Envelope.reply(to, node.name(), answer, panel.tick())));
  }

  /** Stops listening; events go on. */
  public void retire() {
    pidbox.close();
  }

  /** Stops listening, and sends no more events. */
  @Override
  public synchronized void close() {
    events.close();
    pidbox.close();
    pings.ifPresent(threads::shutdownNow);
    listener.ifPresent(threads::shutdownNow);
  }
}
