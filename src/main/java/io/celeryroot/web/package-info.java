// SPDX-License-Identifier: Apache-2.0
/**
 * The dashboard: pages about the site as HTML and JSON, and the actions that they offer.
 *
 * <p>Knows no HTTP server: whoever serves it turns requests into calls and replies into responses.
 * Computes nothing that {@code monitor} does not tell, and changes things only through the commands
 * of {@code cl}. Start reading at {@link io.celeryroot.web.Dashboard}.
 */
package io.celeryroot.web;
