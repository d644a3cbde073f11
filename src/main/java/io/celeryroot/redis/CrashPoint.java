// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.redis;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Ends the JVM, as {@code kill -9} would, after a chosen step: {@code -Dcl.crash=STEP} or {@code
 * -Dcl.crash=STEP:3} for the third time, where STEP is a regular expression that is found in what
 * was done, such as {@code acking job}. For tests, which may also watch the steps of their own JVM;
 * otherwise nothing is looked for.
 */
public final class CrashPoint {

  /** The exit status after a signal 9. */
  private static final int KILLED = 137;

  private static volatile Consumer<String> watcher = ofProperty(System.getProperty("cl.crash", ""));

  private CrashPoint() {}

  private static Consumer<String> ofProperty(String wanted) {
    return wanted.isEmpty() ? done -> {} : after(wanted, () -> Runtime.getRuntime().halt(KILLED));
  }

  /** Waits for a step, as the property names it, to do something once. */
  public static Consumer<String> after(String wanted, Runnable then) {
    Pattern step = Pattern.compile(wanted.replaceFirst(":\\d+$", ""));
    AtomicInteger left =
        new AtomicInteger(
            wanted.matches(".*:\\d+") ? Integer.parseInt(wanted.replaceFirst(".*:", "")) : 1);
    return done -> {
      if (step.matcher(done).find() && left.decrementAndGet() == 0) {
        then.run();
      }
    };
  }

  /** Has somebody else told of the steps of this JVM. */
  public static void watch(Consumer<String> next) {
    watcher = next;
  }

  /**
   * Every command and script passes here after it was answered.
   *
   * @param done such as {@code acking job x}
   */
  public static void passed(String done) {
    watcher.accept(done);
  }
}
