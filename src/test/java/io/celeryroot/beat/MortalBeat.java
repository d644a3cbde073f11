// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat;

import io.celeryroot.config.ClConfig;
import io.celeryroot.redis.CrashPoint;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.testing.Gate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * A Beat that dies after a chosen step, in this JVM: from then on nothing of it reaches Redis, as
 * after {@code kill -9}. All that it does, it does there.
 */
public final class MortalBeat {

  private static final long PAUSE_NANOS = Duration.ofMillis(20).toNanos();
  private static final AtomicReference<Thread> RUNNING = new AtomicReference<>();

  /** Nothing but {@link #dies} expects it. */
  @SuppressWarnings("serial")
  private static final class Death extends Error {
    Death(String step) {
      super(step, null, false, false);
    }
  }

  private MortalBeat() {}

  /**
   * Fires what is due, and looks at all schedules and workflows again and again, until it dies.
   *
   * @param port of Redis
   * @param config the file of this Beat, for a port of Redis
   * @param step as {@link CrashPoint} reads it
   * @return whether it died in time
   */
  public static boolean dies(
      int port, IntFunction<ClConfig> config, String step, Duration patience) {
    Thread here = Thread.currentThread();
    if (!RUNNING.compareAndSet(null, here)) {
      throw new IllegalStateException("one at a time");
    }
    AtomicBoolean isDead = new AtomicBoolean();
    Instant end = Instant.now().plus(patience);
    try (Gate gate = Gate.before(port);
        SimulatedBeat beat = new SimulatedBeat(config.apply(gate.port()), InstantSource.system())) {
      Consumer<String> fate =
          CrashPoint.after(
              step,
              () -> {
                isDead.set(true);
                gate.cut();
                throw new Death(step);
              });
      CrashPoint.watch(
          done -> {
            if (Thread.currentThread().equals(here)) {
              fate.accept(done);
            }
          });
      Instant second = Instant.now().truncatedTo(ChronoUnit.SECONDS);
      while (Instant.now().isBefore(end)) {
        for (; second.isBefore(Instant.now()); second = second.plusSeconds(1)) {
          beat.fire(second);
        }
        beat.reconcile();
        beat.goOn();
        LockSupport.parkNanos(PAUSE_NANOS);
      }
      return false;
    } catch (Death | QueueUnavailable e) {
      // What the dead still try to tidy up fails.
      if (!isDead.get()) {
        throw e;
      }
      return true;
    } finally {
      CrashPoint.watch(done -> {});
      RUNNING.set(null);
    }
  }
}
