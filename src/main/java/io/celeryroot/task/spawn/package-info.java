// SPDX-License-Identifier: Apache-2.0
/**
 * Starts a process in a session of its own and gives access to its output and its end.
 *
 * <p>Two ways behind one interface: {@code posix_spawn(3)} of the C library, and the JDK's process
 * builder where that is not to be had. Knows nothing of limits, users or process trees. Start
 * reading at {@link io.celeryroot.task.spawn.Spawner}.
 */
package io.celeryroot.task.spawn;
