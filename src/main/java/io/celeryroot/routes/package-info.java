// SPDX-License-Identifier: Apache-2.0

/**
 * Turns the records of cl.yaml into Camel routes, as text.
 *
 * <p>Pure: the same configuration gives the same text, byte for byte. Must not know Camel, Redis,
 * the clock or this machine. Start with {@link io.celeryroot.routes.RouteGenerator}.
 */
package io.celeryroot.routes;
