// SPDX-License-Identifier: Apache-2.0

/**
 * Tasks as programs: values bound to a task's parameters, and the program made of both.
 *
 * <p>Knows the records of {@code config}; must not know Redis, Camel or where a job came from.
 * Subpackages run the program ({@code process}) and bring tasks along ({@code builtin}). Start with
 * {@link io.celeryroot.task.Parameters}.
 */
package io.celeryroot.task;
