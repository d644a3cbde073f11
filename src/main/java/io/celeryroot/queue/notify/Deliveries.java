// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.notify;

import io.celeryroot.config.Durations;
import io.celeryroot.config.notify.MessageField;
import io.celeryroot.job.IsoTime;
import io.celeryroot.job.notify.Notice;
import io.celeryroot.redis.QueueUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the messages that wait, on threads of its own: one at a time to each receiver, none for
 * longer than a limit. A receiver that hangs or fails stops nothing but its own messages, which are
 * tried again for a day. Thread-safe.
 */
public final class Deliveries implements AutoCloseable {

  /** Time between two messages to one receiver about one kind of event; others join the second. */
  public static final Duration PACE = Duration.ofSeconds(10);

  /** Longest time to send a message; less than the lease of a group. */
  static final Duration LIMIT = Duration.ofSeconds(30);

  private static final Duration FIRST_RETRY = Duration.ofSeconds(5);
  private static final Duration LONGEST_RETRY = Duration.ofMinutes(10);
  private static final int MOST_THREADS = 16;
  private static final int MOST_PINGS = 10;
  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.notify");

  private final NoticeBox box;
  private final Delivery delivery;
  private final Consumer<QueueUnavailable> onFailure;
  private final Duration limit;
  private final Map<String, Sending> sendings = new ConcurrentHashMap<>();
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          0, MOST_THREADS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), Deliveries::thread);

  /**
   * @param onFailure is told that Redis does not answer
   */
  public Deliveries(NoticeBox box, Delivery delivery, Consumer<QueueUnavailable> onFailure) {
    this(box, delivery, onFailure, LIMIT);
  }

  Deliveries(
      NoticeBox box, Delivery delivery, Consumer<QueueUnavailable> onFailure, Duration limit) {
    this.box = box;
    this.delivery = delivery;
    this.onFailure = onFailure;
    this.limit = limit;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "celeryroot-notify");
    thread.setDaemon(true);
    return thread;
  }

  /** Receivers that are being sent something, also those that hang. */
  public Set<String> busy() {
    return Set.copyOf(sendings.keySet());
  }

  /** Number of groups that can be sent now. */
  public int free() {
    return threads.isShutdown() ? 0 : Math.max(0, MOST_THREADS - sendings.size());
  }

  /** Sends groups that were claimed, and gives up what takes too long; does not wait. */
  public void send(Collection<String> groups) {
    sendings.values().forEach(Sending::check);
    for (String group : groups) {
      Sending sending = new Sending(group);
      if (sendings.putIfAbsent(sending.receiver, sending) == null) {
        threads.execute(sending);
      }
    }
  }

  /** Ends after a moment; what is not sent by then is sent by others, or after the next start. */
  @Override
  public void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(2, TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  /** One group on its way. */
  private final class Sending implements Runnable {

    private final String group;
    private final String receiver;
    private final long startedNanos = System.nanoTime();
    private final AtomicBoolean isSettled = new AtomicBoolean();
    private volatile List<Notice> waiting = List.of();
    private volatile Thread thread;
    private int arrived;

    Sending(String group) {
      this.group = group;
      this.receiver = Notice.receiverOf(group);
    }

    @Override
    public void run() {
      thread = Thread.currentThread();
      try {
        waiting = read();
        if (waiting.isEmpty()) {
          box.drop(group);
        } else {
          send();
        }
      } catch (QueueUnavailable e) {
        onFailure.accept(e);
      } finally {
        sendings.remove(receiver, this);
      }
    }

    /** Takes away what is none of ours, and returns the messages that are first then. */
    private List<Notice> read() {
      List<Optional<Notice>> line = box.waiting(group);
      int foreign = 0;
      while (!line.isEmpty() && line.get(0).isEmpty()) {
        int first = (int) line.stream().takeWhile(Optional::isEmpty).count();
        box.settle(group, first, NoticeBox.LEASE, box.receiver(receiver));
        foreign += first;
        line = box.waiting(group);
      }
      if (foreign > 0) {
        LOG.warn("receiver {}: {} messages of somebody else were removed", receiver, foreign);
      }
      return line.stream().takeWhile(Optional::isPresent).map(Optional::orElseThrow).toList();
    }

    private void send() {
      if (!Notice.isPing(receiver)) {
        Notice first = waiting.get(0).andMore(waiting.subList(1, waiting.size()));
        settle(delivery.send(first), waiting.size());
        return;
      }
      // In their order: a start that came after its end would look like a run that hangs.
      Optional<String> failure = Optional.empty();
      while (arrived < waiting.size() && failure.isEmpty() && !isSettled.get()) {
        failure = delivery.send(waiting.get(arrived));
        arrived += failure.isEmpty() ? 1 : 0;
      }
      settle(failure, arrived);
    }

    /** Gives up a receiver that hangs; its thread may need more time than that. */
    void check() {
      Thread sender = thread;
      if (sender != null
          && System.nanoTime() - startedNanos > limit.toNanos()
          && !isSettled.get()) {
        settle(Optional.of("no answer within " + Durations.format(limit)), 0);
        sender.interrupt();
      }
    }

    private void settle(Optional<String> failure, int count) {
      if (!isSettled.compareAndSet(false, true)) {
        return;
      }
      ReceiverState before = box.receiver(receiver);
      if (failure.isEmpty()) {
        box.settle(
            group,
            count,
            Notice.isPing(receiver) ? Duration.ZERO : PACE,
            before.sent(count, box.now()));
        if (before.isFailing()) {
          LOG.info("receiver {}: messages arrive again; failures={}", receiver, before.failures());
        }
        return;
      }
      fail(failure.get(), before, Notice.isPing(receiver) ? count : 0);
    }

    private void fail(String reason, ReceiverState before, int done) {
      Instant now = box.now();
      int tooOld =
          (int) waiting.stream().skip(done).filter(notice -> isTooOld(notice, now)).count();
      int tooMany = Notice.isPing(receiver) ? Math.max(0, waiting.size() - done - MOST_PINGS) : 0;
      int lost = Math.max(tooOld, tooMany);
      ReceiverState state = before.failed(reason, now);
      Duration pause = pause(state.failures());
      box.settle(group, done + lost, pause, lost > 0 ? state.gaveUp(lost) : state);
      if (!before.isFailing()) {
        LOG.warn(
            "receiver {}: message not sent: {}; tried again in {}, then less often for a day",
            receiver,
            reason,
            Durations.format(pause));
      } else {
        LOG.debug("receiver {}: message not sent: {}", receiver, reason);
      }
      if (lost > 0) {
        LOG.error("receiver {}: {} messages given up: {}", receiver, lost, reason);
      }
    }

    private boolean isTooOld(Notice notice, Instant now) {
      return IsoTime.parse(notice.field(MessageField.TIME))
          .filter(now.minus(NoticeBox.PATIENCE)::isAfter)
          .isPresent();
    }
  }

  /** The time until the next try. */
  static Duration pause(long failures) {
    long doubled = FIRST_RETRY.toMillis() << Math.min(failures - 1, 20);
    return Duration.ofMillis(Math.min(doubled, LONGEST_RETRY.toMillis()));
  }
}
