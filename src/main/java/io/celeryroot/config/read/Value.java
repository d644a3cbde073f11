// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

/**
 * A scalar after placeholders were filled in.
 *
 * @param node as written
 * @param text to be read
 */
record Value(Node.Text node, String text) {

  boolean isFilledIn() {
    return !node.text().equals(text);
  }

  /** For messages: the text, and what it was made from. */
  String quoted() {
    return isFilledIn() ? Quote.of(text) + " from " + Quote.of(node.text()) : Quote.of(text);
  }

  /** {@code text} in place of the scalar. */
  Fix write(String replacement) {
    Fix fix = Fix.write(node, replacement);
    return isFilledIn() ? Fix.say(fix.hint()) : fix;
  }
}
