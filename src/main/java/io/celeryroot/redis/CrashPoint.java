// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.redis;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * Ends the JVM, as {@code kill -9} would, after a chosen step: {@code -Dcl.crash=STEP} or {@code
 * -Dcl.crash=STEP:3} for the third time, where STEP is a regular expression that is found in what
 * was done, such as {@code acking job}. For tests; without the property nothing is looked for.
 */
public final class CrashPoint {

  /** The exit status after a signal 9. */
  private static final int KILLED = 137;

  private static final String WANTED = System.getProperty("cl.crash", "");
  private static final boolean IS_SET = !WANTED.isEmpty();
  private static final Pattern STEP = Pattern.compile(WANTED.replaceFirst(":\\d+$", ""));
  private static final AtomicInteger LEFT =
      new AtomicInteger(
          WANTED.matches(".*:\\d+") ? Integer.parseInt(WANTED.replaceFirst(".*:", "")) : 1);

  private CrashPoint() {}

  /**
   * Every command and script passes here after it was answered.
   *
   * @param done such as {@code acking job x}
   */
  public static void passed(String done) {
    if (IS_SET && STEP.matcher(done).find() && LEFT.decrementAndGet() == 0) {
      Runtime.getRuntime().halt(KILLED);
    }
  }
}
