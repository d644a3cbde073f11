// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker.trust;

import io.celeryroot.job.sign.RecordSeal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
    locked(() -> Optional.empty());
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
    Optional<String> objection = locked(() -> tryBegin(nonce, expires, attempts));
    if (objection.isEmpty()) {
      file.force();
    }
    return objection;
  }

  private Optional<String> tryBegin(String nonce, Instant expires, int attempts) {
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
    running.add(nonce);
    write(NonceFile.Entry.begun(nonce, expires.plus(KEPT_AFTER).getEpochSecond()));
    return Optional.empty();
  }

  /**
   * Notes that a job has ended, and its result is stored. Until the next use of any nonce it may be
   * lost with the machine.
   */
  public void end(String nonce) {
    locked(
        () -> {
          running.remove(nonce);
          write(NonceFile.Entry.ended(nonce));
          return Optional.empty();
        });
  }

  /** Notes that a job that was begun has not ended, and will come again. */
  public void goOn(String nonce) {
    synchronized (this) {
      running.remove(nonce);
    }
  }

  /** Notes that an attempt was broken off without fault, so that it does not count. */
  public void giveBack(String nonce) {
    goOn(nonce);
    locked(
        () -> {
          write(NonceFile.Entry.givenBack(nonce));
          return Optional.empty();
        });
  }

  private interface Step {
    Optional<String> run() throws IOException;
  }

  /** Runs a step on what all workers of the host have written so far. */
  private synchronized Optional<String> locked(Step step) {
    try (NonceFile.Lock lock = file.lock()) {
      if (lock.isReplaced()) {
        uses.clear();
        entries = 0;
      }
      lock.news().forEach(this::apply);
      Optional<String> answer = step.run();
      if (entries >= compactAt || lock.isCut()) {
        compact();
      }
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException("nonces in " + file + ": " + e.getMessage(), e);
    }
  }

  private void write(NonceFile.Entry entry) {
    try {
      file.append(entry);
    } catch (IOException e) {
      running.remove(entry.nonce());
      throw new UncheckedIOException("nonces in " + file + ": " + e.getMessage(), e);
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
  synchronized int size() {
    return uses.size();
  }

  @Override
  public void close() {
    file.close();
  }
}
