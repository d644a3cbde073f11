// SPDX-License-Identifier: Apache-2.0

/**
 * The real {@code camel} command of Camel JBang, as a process of its own, on generated routes and
 * on processes of {@code cl}. Start with {@link io.celeryroot.jbang.CamelCli}.
 */
package io.celeryroot.jbang;
