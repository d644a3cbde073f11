// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.part;

import io.celeryroot.text.EnumWords;
import io.celeryroot.view.Colour;

/** The tone of a text; the text has the word for it, too. */
public enum Tone {
  PLAIN,
  GOOD,
  WARN,
  BAD,
  QUIET;

  /** Returns the tone that stands for a colour of the terminal. */
  public static Tone of(Colour colour) {
    return switch (colour) {
      case GREEN -> GOOD;
      case YELLOW -> WARN;
      case RED -> BAD;
      case DIM -> QUIET;
      case NONE, BOLD -> PLAIN;
    };
  }

  /** Class in the style sheet. */
  public String style() {
    return EnumWords.of(this);
  }
}
