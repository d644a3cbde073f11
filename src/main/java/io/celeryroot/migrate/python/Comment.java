// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.python;

/**
 * A comment.
 *
 * @param line number of its line, from 1
 * @param text without {@code #}
 * @param isAlone true if nothing else stands on its line
 */
public record Comment(int line, String text, boolean isAlone) {}
