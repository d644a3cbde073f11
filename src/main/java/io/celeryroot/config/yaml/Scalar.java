// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.yaml;

import io.celeryroot.text.Quote;

/**
 * A scalar after placeholders were filled in.
 *
 * @param node as written
 * @param text to be read
 */
public record Scalar(Node.Text node, String text) {

  /** Returns whether a placeholder was filled in. */
  public boolean isFilledIn() {
    return !node.text().equals(text);
  }

  /** The text for messages, followed by what it was made from. */
  public String quoted() {
    return isFilledIn() ? Quote.of(text) + " from " + Quote.of(node.text()) : Quote.of(text);
  }
}
