// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.run;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.Console;

/** Tells what goes on without a command that waits, when somebody ends the command. */
final class GoOnNotice {

  /** Something that takes its time. */
  interface Waiting {
    /** Waits, and returns the answer of the command. */
    boolean await() throws InterruptedException;
  }

  private GoOnNotice() {}

  /**
   * Waits. Ctrl-C ends the command and nothing else; the notice is the only thing that happens
   * then.
   *
   * @param goOn the notice
   */
  static boolean during(Console console, String goOn, Waiting waiting) {
    Runnable tell = () -> console.say(goOn);
    Thread onInterrupt = new Thread(tell);
    add(onInterrupt, tell);
    try {
      return waiting.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CommandFailure.notFoundOut(goOn).causedBy(e);
    } finally {
      remove(onInterrupt);
    }
  }

  private static void add(Thread hook, Runnable ifEnding) {
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending, and runs no hook that comes now.
      ifEnding.run();
    }
  }

  private static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending and runs the hook already.
    }
  }
}
