// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Waits for TERM, INT or HUP in place of the JVM's own handling, which would end running jobs'
 * helpers at once and exit with 143 instead of 0. Through reflection, because the class behind it
 * is not part of Java SE; where it is missing, the signals end the JVM as usual.
 */
final class StopSignal {

  private static final int KILLED = 130;

  private final CountDownLatch stop = new CountDownLatch(1);

  private StopSignal() {}

  static StopSignal install() {
    StopSignal signal = new StopSignal();
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

  private void handle(String name) {
    try {
      Class<?> type = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      InvocationHandler onSignal =
          (proxy, method, arguments) ->
              switch (method.getName()) {
                case "handle" -> received();
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
      // No such class or signal here (Windows has no HUP): the JVM's own handling stays.
    }
  }

  private Object received() {
    if (stop.getCount() == 0) {
      Runtime.getRuntime().halt(KILLED);
    }
    stop.countDown();
    return null;
  }
}
