// SPDX-License-Identifier: Apache-2.0

/**
 * The real {@code camel} command of Camel JBang, as a separate process, with generated routes and
 * with processes of {@code cl}. Start with {@link io.celeryroot.jbang.CamelCli}.
 */
package io.celeryroot.jbang;
