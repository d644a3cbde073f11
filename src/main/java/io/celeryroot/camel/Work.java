// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.Outcome;
import io.celeryroot.queue.host.RunningJob;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What the consumers of one context run now and have done; heartbeats tell it. Thread-safe. */
final class Work {

  private static final Set<Outcome> FAILURES =
      Set.of(Outcome.FAILED, Outcome.TIMED_OUT, Outcome.LOST, Outcome.REJECTED);

  private final Map<JobAttempt, RunningJob> running = new ConcurrentHashMap<>();
  private final Map<String, RedisQueueConsumer> consumers = new ConcurrentHashMap<>();
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();

  void serves(RedisQueueConsumer consumer) {
    consumers.put(consumer.role(), consumer);
  }

  /** The consumers of the context, by role. */
  List<RedisQueueConsumer> consumers() {
    return consumers.values().stream()
        .sorted(Comparator.comparing(RedisQueueConsumer::role))
        .toList();
  }

  void started(JobAttempt attempt) {
    running.put(
        attempt, new RunningJob(attempt.job().id(), attempt.task().name(), attempt.startedAt()));
  }

  void left(JobAttempt attempt) {
    running.remove(attempt);
  }

  void ended(JobOutcome outcome) {
    done.incrementAndGet();
    if (isFailure(outcome.outcome())) {
      failed.incrementAndGet();
    }
  }

  static boolean isFailure(Outcome outcome) {
    return FAILURES.contains(outcome);
  }

  List<RunningJob> running() {
    return List.copyOf(running.values());
  }

  long done() {
    return done.get();
  }

  long failed() {
    return failed.get();
  }
}
