// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Waits for TERM, INT or HUP in place of the JVM's own handling, which would end the helpers of
 * running jobs at once and exit with 143 instead of 0. Uses reflection, because the class behind it
 * is not part of Java SE. If that class is missing, the signals end the JVM as usual.
 */
final class StopSignal {

  private static final int KILLED = 130;

  private final CountDownLatch stop = new CountDownLatch(1);

  private final AtomicInteger received = new AtomicInteger();
  private final Runnable onSecond;
  private final Optional<Runnable> onHangup;

  private StopSignal(Runnable onSecond, Optional<Runnable> onHangup) {
    this.onSecond = onSecond;
    this.onHangup = onHangup;
  }

  /**
   * @param onSecond runs on a separate thread when a second signal shows that somebody does not
   *     want to wait
   * @param onHangup the effect of HUP; empty: it stops the process
   */
  static StopSignal install(Runnable onSecond, Optional<Runnable> onHangup) {
    StopSignal signal = new StopSignal(onSecond, onHangup);
    List.of("TERM", "INT", "HUP").forEach(signal::handle);
    return signal;
  }

  /** Returns after the first signal, or when this thread is interrupted. */
  void await() {
    try {
      stop.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Has the effect of a first signal. */
  void stop() {
    stop.countDown();
  }

  private void handle(String name) {
    try {
      Class<?> type = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      InvocationHandler onSignal =
          (proxy, method, arguments) ->
              switch (method.getName()) {
                case "handle" -> received(name);
                case "hashCode" -> System.identityHashCode(proxy);
                case "equals" -> proxy == arguments[0];
                default -> name;
              };
      Object handler =
          Proxy.newProxyInstance(
              StopSignal.class.getClassLoader(), new Class<?>[] {handlerType}, onSignal);
      type.getMethod("handle", type, handlerType)
          .invoke(null, type.getConstructor(String.class).newInstance(name), handler);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      // The class or the signal is missing here (Windows lacks HUP): the JVM's own handling stays.
    }
  }

  private Object received(String name) {
    if (name.equals("HUP") && onHangup.isPresent()) {
      onHangup.get().run();
      return null;
    }
    switch (received.incrementAndGet()) {
      case 1 -> stop.countDown();
      case 2 -> onSecond.run();
      default -> Runtime.getRuntime().halt(KILLED);
    }
    return null;
  }
}
