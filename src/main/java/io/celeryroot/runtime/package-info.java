// SPDX-License-Identifier: Apache-2.0

/**
 * Boots Camel with the generated routes as Beat, as a worker, or as both.
 *
 * <p>Adds no scheduling and no execution to the routes. Must not know the command line. Start with
 * {@link io.celeryroot.runtime.CamelProcess}.
 */
package io.celeryroot.runtime;
