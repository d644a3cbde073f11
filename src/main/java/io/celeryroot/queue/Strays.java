// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.celeryroot.job.Target;
import io.celeryroot.redis.QueueUnavailable;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Lock;

/**
 * Jobs that were moved to a worker by an answer that never reached it, and are given back.
 * Thread-safe.
 */
final class Strays {

  /** Time after a lost answer in which its job may still come. */
  private static final Duration LOST_ANSWER_COMES = Duration.ofSeconds(2);

  /** Answers that were lost without anybody's knowledge are rare: a look at every third sweep. */
  private static final int EVERY = 3;

  private final Attempts attempts;
  private final String worker;
  private final String instance;
  private final List<Target> lists;
  private final Lock exclusive;
  private Set<String> suspects = Set.of();
  private int sweeps;
  private volatile long lostAnswerNanos;
  private volatile boolean lostAnswer;

  /**
   * @param worker name
   * @param instance of this process
   * @param lists where it claims
   * @param exclusive held while no thread of the worker claims
   */
  Strays(Attempts attempts, String worker, String instance, List<Target> lists, Lock exclusive) {
    this.attempts = attempts;
    this.worker = worker;
    this.instance = instance;
    this.lists = lists;
    this.exclusive = exclusive;
  }

  /** Says that a claim got no answer: it may be lost with a job already moved. */
  void noteLostAnswer(QueueUnavailable failure) {
    if (!failure.isWrongType()) {
      lostAnswerNanos = System.nanoTime();
      lostAnswer = true;
    }
  }

  /** Returns true if a claim got no answer whose job may still come. */
  boolean hasLostAnswer() {
    return lostAnswer;
  }

  /** Looks for entries that no claim knows of, where there may be some. */
  synchronized void sweep() {
    boolean mayHaveSome = attempts.exits().takeStrays() || lostAnswer || !suspects.isEmpty();
    if (mayHaveSome || sweeps++ % EVERY == 0) {
      recoverStrays();
    }
  }

  /**
   * After a claim without an answer: its job may have been moved, or be moved a little later, by a
   * server that was slow. While no other thread claims, what no claim knows of is such a job.
   */
  void recoverLostAnswers() {
    if (!exclusive.tryLock()) {
      return;
    }
    try {
      lostAnswer = System.nanoTime() - lostAnswerNanos < LOST_ANSWER_COMES.toNanos();
      for (Target list : lists) {
        strays(list).forEach(message -> recoverStray(list, message));
      }
    } finally {
      exclusive.unlock();
    }
  }

  /** Entries that were moved to us by an answer that never arrived, seen in two calls in a row. */
  private void recoverStrays() {
    Set<String> seen = new HashSet<>();
    for (Target list : lists) {
      for (byte[] message : strays(list)) {
        String text = new String(message, UTF_8);
        seen.add(text);
        if (suspects.contains(text)) {
          recoverStray(list, message);
        }
      }
    }
    suspects = seen;
  }

  private void recoverStray(Target list, byte[] message) {
    attempts.isolated().run(() -> attempts.lost().reclaim(list, worker, message, instance));
  }

  private List<byte[]> strays(Target list) {
    List<byte[]> claimed =
        attempts.isolated().get(() -> attempts.moves().claimed(list, worker)).orElse(List.of());
    Map<String, Integer> known = new HashMap<>();
    attempts.claims().all().forEach(claim -> known.merge(claim.message(), 1, Integer::sum));
    return claimed.stream()
        .filter(message -> known.merge(new String(message, UTF_8), -1, Integer::sum) < 0)
        .toList();
  }
}
