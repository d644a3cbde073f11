// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker.trust;

import io.celeryroot.job.sign.RecordSeal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The signed jobs that this host has begun, until they expire: a message that comes again after its
 * job has ended here, or while it runs, is a replay. All workers of the host share the file. A use
 * is on disk before the caller goes on. Thread-safe.
 *
 * <p>A job that was begun and has not ended may come again: it is tried again, was released, or its
 * worker died. That is limited by a number, since Redis alone says so.
 */
public final class Nonces implements AutoCloseable {

  /** Nonces that are kept at most; a job that would be one more is refused. */
  static final int MOST = 250_000;

  /** Expired ones stay for so long, for clocks that differ. */
  static final Duration KEPT_AFTER = Duration.ofMinutes(30);

  /** Entries below which the file is not rewritten. */
  private static final int SMALL = 10_000;

  private final NonceFile file;
  private final InstantSource clock;
  private final int most;
  private final Lock guard = new ReentrantLock();

  /** Ends of jobs that are not in the file yet. */
  private final Queue<NonceFile.Entry> ends = new ConcurrentLinkedQueue<>();

  private final Map<String, Use> uses = new HashMap<>();
  private final Set<String> running = new HashSet<>();
  private int entries;
  private int compactAt = SMALL;

  /** A use of a nonce. */
  private record Use(long forgetAt, int begun, boolean hasEnded) {

    String lines(String nonce) {
      return NonceFile.lines(nonce, forgetAt, begun, hasEnded);
    }
  }

  /**
   * Opens the file, or makes it.
   *
   * @param clock of this host
   * @throws UncheckedIOException it can be neither read nor written
   */
  public Nonces(Path path, InstantSource clock) {
    this(path, clock, MOST);
  }

  Nonces(Path path, InstantSource clock, int most) {
    this.clock = clock;
    this.most = most;
    this.file = new NonceFile(path);
    guarded(() -> locked(fresh -> Optional.empty()));
  }

  /**
   * Uses a nonce once more for a job that is about to start.
   *
   * @param expires of the job
   * @param attempts that the job may have here
   * @return why it must not start; empty: it may, and the use is on disk
   * @throws UncheckedIOException not on disk; the job must not start
   */
  public Optional<String> begin(String nonce, Instant expires, int attempts) {
    Optional<String> objection;
    guard.lock();
    try {
      objection = locked(fresh -> tryBegin(nonce, expires, attempts, fresh));
    } finally {
      guard.unlock();
    }
    writeEndsOfOthers();
    if (objection.isEmpty()) {
      file.force();
    }
    return objection;
  }

  private Optional<String> tryBegin(
      String nonce, Instant expires, int attempts, List<NonceFile.Entry> fresh) {
    Use use = uses.get(nonce);
    if (use != null && use.hasEnded()) {
      return Optional.of("replayed: this host has run it to its end");
    }
    if (running.contains(nonce)) {
      return Optional.of(RecordSeal.RUNS_HERE);
    }
    if (use != null && use.begun() >= attempts) {
      return Optional.of("replayed: this host has begun it " + use.begun() + " times");
    }
    if (use == null && uses.size() >= most) {
      forget();
      if (uses.size() >= most) {
        return Optional.of(
            "this host remembers "
                + most
                + " signed jobs that have not expired; give them a shorter \"expires\"");
      }
    }
    fresh.add(NonceFile.Entry.begun(nonce, expires.plus(KEPT_AFTER).getEpochSecond()));
    return Optional.empty();
  }

  /**
   * Notes that a job has ended, and its result is stored. Where another thread has the file, that
   * thread writes it, before it lets go. Until the next use of any nonce it may be lost with the
   * machine.
   */
  public void end(String nonce) {
    ends.add(NonceFile.Entry.ended(nonce));
    writeEnds();
  }

  /** Writes the ends that wait, unless a thread has the file, which looks for them afterwards. */
  private void writeEnds() {
    while (!ends.isEmpty() && guard.tryLock()) {
      try {
        locked(fresh -> Optional.empty());
      } finally {
        guard.unlock();
      }
    }
  }

  /** Notes that a job that was begun has not ended, and will come again. */
  public void goOn(String nonce) {
    guarded(() -> running.remove(nonce));
  }

  /** Notes that an attempt was broken off without fault, so that it does not count. */
  public void giveBack(String nonce) {
    guarded(
        () ->
            locked(
                fresh -> {
                  running.remove(nonce);
                  fresh.add(NonceFile.Entry.givenBack(nonce));
                  return Optional.empty();
                }));
  }

  private void guarded(Runnable step) {
    guard.lock();
    try {
      step.run();
    } finally {
      guard.unlock();
    }
    writeEndsOfOthers();
  }

  /** Writes what other threads left to this one; what it cannot write waits for the next use. */
  private void writeEndsOfOthers() {
    try {
      writeEnds();
    } catch (UncheckedIOException e) {
      // Its jobs count as ended in this process; who writes next tells why that is impossible.
    }
  }

  private interface Step {

    /** Adds what is to be written; returns why nothing is. */
    Optional<String> run(List<NonceFile.Entry> fresh) throws IOException;
  }

  /** Runs a step on what all workers of the host have written so far. The caller has the guard. */
  private Optional<String> locked(Step step) {
    try (NonceFile.Lock lock = file.lock()) {
      if (lock.isReplaced()) {
        uses.clear();
        entries = 0;
      }
      lock.news().forEach(this::apply);
      List<NonceFile.Entry> ended = ends.isEmpty() ? List.of() : List.copyOf(ends);
      ended.forEach(this::apply);
      List<NonceFile.Entry> fresh = new ArrayList<>(ended);
      Optional<String> answer = step.run(fresh);
      if (!fresh.isEmpty()) {
        file.append(fresh);
        ended.forEach(this::endWritten);
        fresh.subList(ended.size(), fresh.size()).forEach(this::written);
      }
      if (entries >= compactAt || lock.isCut()) {
        compact();
      }
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException("nonces in " + file + ": " + e.getMessage(), e);
    }
  }

  private void endWritten(NonceFile.Entry end) {
    ends.remove(end);
    running.remove(end.nonce());
  }

  private void written(NonceFile.Entry entry) {
    if (entry.kind() == NonceFile.Entry.Kind.BEGUN) {
      running.add(entry.nonce());
    }
    apply(entry);
  }

  private void apply(NonceFile.Entry entry) {
    entries++;
    Use old = uses.getOrDefault(entry.nonce(), new Use(0, 0, false));
    switch (entry.kind()) {
      case BEGUN ->
          uses.put(
              entry.nonce(),
              new Use(Math.max(old.forgetAt(), entry.forgetAt()), old.begun() + 1, old.hasEnded()));
      case ENDED -> replace(entry.nonce(), new Use(old.forgetAt(), old.begun(), true));
      case GIVEN_BACK ->
          replace(
              entry.nonce(), new Use(old.forgetAt(), Math.max(0, old.begun() - 1), old.hasEnded()));
      default -> throw new IllegalStateException(entry.toString());
    }
  }

  private void replace(String nonce, Use use) {
    uses.computeIfPresent(nonce, (any, old) -> use);
  }

  private void compact() throws IOException {
    forget();
    file.replace(uses.entrySet().stream().map(use -> use.getValue().lines(use.getKey())).toList());
    entries = 2 * uses.size();
    compactAt = Math.max(SMALL, 2 * entries);
  }

  private void forget() {
    long now = clock.instant().getEpochSecond();
    uses.entrySet()
        .removeIf(use -> use.getValue().forgetAt() < now && !running.contains(use.getKey()));
  }

  /** Number of jobs that are remembered. */
  int size() {
    guard.lock();
    try {
      return uses.size();
    } finally {
      guard.unlock();
    }
  }

  @Override
  public void close() {
    file.close();
  }
}
