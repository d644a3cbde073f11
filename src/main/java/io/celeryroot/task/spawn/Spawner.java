// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.spawn;

import java.io.IOException;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Starts processes whose input is {@code /dev/null} and whose output is a pipe each. Thread-safe.
 */
public interface Spawner {

  /** Returns true if it obeys {@link Exec#isSessionLeader()} by itself. */
  boolean makesSessions();

  /**
   * Returns the soft limit of open files that a program must set for itself, because this JVM has
   * another than it was started with. Java raises its own, and programs that close all files they
   * might have, or use select(2), suffer from a large one.
   *
   * @return empty when programs inherit the right one
   */
  OptionalLong softNofile();

  /**
   * Starts a program and hands it to {@code body}, on this thread.
   *
   * @param body reads the output, and ends with {@link Child#drainAndClose} or {@link
   *     Child#drainAndLeave}
   * @return what {@code body} returned
   * @throws IOException the system refused, with its reason as the message; nothing runs
   */
  <R> R spawn(Exec exec, Function<Child, R> body) throws IOException;
}
