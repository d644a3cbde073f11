// SPDX-License-Identifier: Apache-2.0
/**
 * Limits of a program on this machine: control groups where the worker may make them, a start
 * through {@code /bin/sh} for what a process sets for itself.
 *
 * <p>Knows nothing of tasks, Camel or Redis. Start reading at {@link
 * io.celeryroot.task.limit.StartLine}.
 */
package io.celeryroot.task.limit;
