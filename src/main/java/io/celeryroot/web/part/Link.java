// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.part;

import io.celeryroot.text.Printable;

/**
 * A text that may lead somewhere, without characters that drive a terminal or turn its order.
 *
 * @param text for people
 * @param tone of the text
 * @param href address on this server; empty text: it leads nowhere
 */
public record Link(String text, Tone tone, String href) {

  public Link {
    text = Printable.line(text);
  }

  public static Link text(String text) {
    return new Link(text, Tone.PLAIN, "");
  }

  public static Link to(String href, String text) {
    return new Link(text, Tone.PLAIN, href);
  }

  public boolean hasHref() {
    return !href.isEmpty();
  }
}
