// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.control;

import io.celeryroot.redis.Isolated;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The orders of operators as one process knows them. It asks Redis when a message came, when the
 * last look is old, and before it first does anything. Thread-safe.
 */
public final class ControlWatch {

  /** Age of a look after which a process looks again without a message. */
  private static final Duration FRESH = Duration.ofSeconds(10);

  private final Controls controls;
  private final Isolated isolated;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final List<Runnable> hearers = new CopyOnWriteArrayList<>();
  private volatile ControlState state = ControlState.NONE;
  private volatile boolean isKnown;
  private volatile long lookedNanos;

  /**
   * @param onSpoiledKey is told if the key holds what is not ours; what was known before then holds
   */
  public ControlWatch(Redis redis, Consumer<QueueUnavailable> onSpoiledKey) {
    this.controls = new Controls(redis);
    this.isolated = new Isolated(onSpoiledKey);
  }

  /** The orders of the last look; before the first look, none. */
  public ControlState state() {
    return state;
  }

  /**
   * The orders of the last look. Asks Redis if there was none.
   *
   * @throws QueueUnavailable Redis did not answer, so nothing is known
   */
  public ControlState known() {
    if (!isKnown) {
      look();
    }
    return state;
  }

  /** Asks Redis again if the last look is older than 10 s; returns true if something changed. */
  public boolean lookIfOld() {
    return (!isKnown || System.nanoTime() - lookedNanos > FRESH.toNanos()) && look();
  }

  /**
   * Asks Redis.
   *
   * @return true if something changed since the last look
   */
  public synchronized boolean look() {
    ControlState old = state;
    state = isolated.get(controls::read).orElse(old);
    lookedNanos = System.nanoTime();
    boolean changed = !state.equals(old);
    isKnown = true;
    if (changed) {
      listeners.forEach(Runnable::run);
    }
    return changed;
  }

  /** Asks Redis, since a message says that something may have changed, perhaps no order. */
  public void heard() {
    look();
    hearers.forEach(Runnable::run);
  }

  /** Adds a listener, which runs after each message, in the thread that heard it. */
  public void onMessage(Runnable hearer) {
    hearers.add(hearer);
  }

  /** Adds a listener, which runs after each change, in the thread that looked. */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /** Removes a listener. */
  public void forget(Runnable listener) {
    listeners.remove(listener);
  }
}
