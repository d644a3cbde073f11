// SPDX-License-Identifier: Apache-2.0

/**
 * Keeps it going: boots Camel with the generated routes as Beat, as a worker, or as both.
 *
 * <p>Adds nothing to what the routes say: no scheduling, no execution. Must not know the command
 * line. Start with {@link io.celeryroot.runtime.CamelProcess}.
 */
package io.celeryroot.runtime;
