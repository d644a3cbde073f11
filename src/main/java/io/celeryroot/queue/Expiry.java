// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Ends jobs that have waited too long, for hosts that are away. Thread-safe. */
public final class Expiry {

  /** Entries read at a time. */
  private static final int PAGE = 100;

  private final Redis redis;
  private final Attempts attempts;

  /**
   * @param redis stays the caller's
   * @param attempts of the same Redis
   */
  public Expiry(Redis redis, Attempts attempts) {
    this.redis = redis;
    this.attempts = attempts;
  }

  /**
   * Ends waiting jobs that have expired, and takes those that were cancelled out of line.
   *
   * @return number of jobs
   * @throws QueueUnavailable some may have been ended; call it again
   */
  public int expire(Target target) {
    Instant now = redis.serverTime();
    return Stream.of(target.list(), Keys.delayed(target))
        .mapToInt(
            source ->
                Apart.get(() -> expire(target, source, now), attempts.onSpoiledKey()).orElse(0))
        .sum();
  }

  private int expire(Target target, String source, Instant now) {
    int ended = 0;
    List<?> page;
    long from = 0;
    do {
      page = page(source, from);
      int endedHere = expire(waiting(target, page), source, now);
      from += page.size() - endedHere;
      ended += endedHere;
    } while (page.size() == PAGE);
    return ended;
  }

  private int expire(List<Waiting> waiting, String source, Instant now) {
    Set<String> open = attempts.notEnded(waiting.stream().map(entry -> entry.job().id()).toList());
    return (int)
        waiting.stream()
            .filter(entry -> entry.isExpired(now) || !open.contains(entry.job().id()))
            .filter(entry -> settle(entry, source, now))
            .count();
  }

  private boolean settle(Waiting entry, String source, Instant now) {
    return Apart.get(
            () ->
                attempts.settleWaiting(
                    entry.job(), entry.message(), source, entry.isExpired(now), now),
            attempts.onSpoiledKey())
        .orElse(false);
  }

  /** A long line, and entries that are too long to be jobs, must fit in memory. */
  private List<?> page(String source, long from) {
    return (List<?>)
        redis.call(
            "reading " + source,
            j -> Script.PAGE.run(j, List.of(source), from, PAGE, Messages.MAX_LENGTH));
  }

  private static List<Waiting> waiting(Target target, List<?> page) {
    return page.stream().flatMap(entry -> waiting(target, (byte[]) entry).stream()).toList();
  }

  private static Optional<Waiting> waiting(Target target, byte[] message) {
    try {
      String text = Recovery.decode(message);
      return Optional.of(new Waiting(Messages.read(text, target), text));
    } catch (UnreadableMessage e) {
      // The worker that takes it will say so.
      return Optional.empty();
    }
  }

  private record Waiting(Job job, String message) {

    boolean isExpired(Instant now) {
      return job.expires().isPresent() && !now.isBefore(job.expires().get());
    }
  }
}
