// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.spawn;

import java.io.IOException;
import java.util.function.Function;

/**
 * Starts processes whose input is {@code /dev/null} and whose output is a pipe each. Thread-safe.
 */
public interface Spawner {

  /** Returns true if it obeys {@link Exec#isSessionLeader()} by itself. */
  boolean makesSessions();

  /**
   * Starts a program and hands it to {@code body} on this thread.
   *
   * @param body reads the output to its end with {@link Child#drainAndClose}
   * @return what {@code body} returned
   * @throws IOException the system refused, with its reason as the message; nothing runs
   */
  <R> R spawn(Exec exec, Function<Child, R> body) throws IOException;
}
