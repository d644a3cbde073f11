// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.part;

import io.celeryroot.text.Printable;

/**
 * A text as a program printed it; characters that drive a terminal are shown as escapes.
 *
 * @param heading of it
 * @param text shown
 * @param cut number of characters before it that are not shown
 * @param live address of the events that bring what is new; empty text: it stays
 * @param download address of the whole; empty text: none
 * @param state of what prints it, in words; empty text: none
 */
public record Output(
    String heading, String text, long cut, String live, String download, String state)
    implements Part {

  public Output {
    text = Printable.lines(text.replace("\r\n", "\n"));
  }

  public static Output of(String heading, String text) {
    return new Output(heading, text, 0, "", "", "");
  }
}
