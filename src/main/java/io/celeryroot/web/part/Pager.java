// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.part;

/**
 * A place in a long list, and the ways to the pages beside it.
 *
 * @param text such as {@code 51 to 100 of 1000}
 * @param before address; empty text: this is the first
 * @param after address; empty text: this is the last
 */
public record Pager(String text, String before, String after) implements Part {}
