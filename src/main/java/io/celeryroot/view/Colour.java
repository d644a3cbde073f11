// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.view;

/** The few colours of tables; each also has its word beside it, so none is needed to understand. */
public enum Colour {
  NONE(""),
  BOLD("1"),
  DIM("2"),
  RED("31"),
  GREEN("32"),
  YELLOW("33");

  private final String code;

  Colour(String code) {
    this.code = code;
  }

  /** Returns the text in this colour, or unchanged when colour is not wanted. */
  public String paint(String text, boolean wanted) {
    return wanted && this != NONE ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
