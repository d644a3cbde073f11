// SPDX-License-Identifier: Apache-2.0
/**
 * Runs one program: starts it in a session of its own, bounds its time and its output, ends its
 * whole process tree.
 *
 * <p>Knows nothing of tasks, Camel, Redis or cl.yaml. Needs Linux's {@code /proc} and {@code
 * setsid} for its full promise, and works with less where they are absent. Start reading at {@link
 * io.celeryroot.task.process.ProcessRunner}, then {@code Supervision} (the life of one process) and
 * {@code ProcessTree} (the processes that belong to it).
 */
package io.celeryroot.task.process;
