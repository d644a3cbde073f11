// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import io.celeryroot.queue.Attempts;
import io.celeryroot.queue.claim.Claim;
import io.celeryroot.redis.QueueUnavailable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends attempts whose jobs belong to other workers now. A worker that was frozen or cut off for
 * longer than its lease counts as dead. Its jobs are requeued, or end as lost, while their
 * processes still run here. Thread-safe.
 */
final class FencedAttempts {

  /** Longest delay of a worker that was about to take over when the lease was regained. */
  private static final Duration WATCHED = Duration.ofSeconds(15);

  /** Time for the end of an attempt after its processes were killed. */
  private static final Duration CLOSING = Duration.ofSeconds(3);

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.worker");

  private final Attempts attempts;
  private final LeaseHolder lease;
  private final Set<JobAttempt> running;
  private int lapses;
  private boolean isWatching;
  private long watchingSince;

  /**
   * @param running live view of the attempts that run
   */
  FencedAttempts(Attempts attempts, LeaseHolder lease, Set<JobAttempt> running) {
    this.attempts = attempts;
    this.lease = lease;
    this.running = running;
  }

  /**
   * Asks the attempts to end; call it every second.
   *
   * @throws QueueUnavailable their claims cannot be checked; call it again
   */
  synchronized void end() {
    int now = lease.current().map(session -> session.lease().lapses()).orElse(-1);
    if (now != lapses && !running.isEmpty()) {
      isWatching = true;
      watchingSince = System.nanoTime();
    }
    if (isWatching) {
      endWhatIsNotOurs();
      isWatching = System.nanoTime() - watchingSince < WATCHED.toNanos();
    }
    lapses = now;
  }

  /**
   * Returns when these attempts have ended. A job that begins afterwards finds no process of its
   * schedule, or of its own last attempt.
   */
  void awaitEnd() throws InterruptedException {
    List<JobAttempt> ending = running.stream().filter(JobAttempt::isTakenOver).toList();
    if (ending.isEmpty()) {
      return;
    }
    Duration longest =
        ending.stream()
            .map(attempt -> attempt.task().killAfter())
            .max(Duration::compareTo)
            .orElse(Duration.ZERO);
    long giveUpAt = System.nanoTime() + longest.plus(CLOSING).toNanos();
    while (ending.stream().anyMatch(running::contains) && System.nanoTime() < giveUpAt) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private void endWhatIsNotOurs() {
    Map<Claim, JobAttempt> begun =
        running.stream()
            .filter(attempt -> attempt.endReason().isEmpty())
            .collect(Collectors.toMap(JobAttempt::claim, Function.identity()));
    attempts.takenOver(begun.keySet()).stream()
        .map(begun::get)
        // An attempt that has ended meanwhile is on record as ended by us.
        .filter(attempt -> attempt.outcome().isEmpty())
        .forEach(FencedAttempts::end);
  }

  private static void end(JobAttempt attempt) {
    LOG.warn(
        "{}: its job is no longer on record as ours: it was taken over while the worker was away, or"
            + " Redis has lost it; ending it",
        attempt);
    attempt.end(JobAttempt.End.TAKEN_OVER);
  }
}
