// SPDX-License-Identifier: Apache-2.0
/**
 * A Camel context that starts thousands of routes in time that grows with their number only.
 *
 * <p>Changes how Camel keeps its books, and nothing of what routes do. Start reading at {@link
 * io.celeryroot.runtime.context.ManyRoutesContext}.
 */
package io.celeryroot.runtime.context;
