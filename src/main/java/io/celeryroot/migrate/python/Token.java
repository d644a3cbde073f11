// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.python;

/**
 * A token of Python.
 *
 * @param text as written; of a string its value
 * @param line number of its first line, from 1
 * @param at index of its first character in the source
 * @param end index after its last character
 */
record Token(Kind kind, String text, int line, int at, int end) {

  enum Kind {
    NAME,
    NUMBER,
    STRING,
    /** A string with values in it, which are not known, or one of bytes, which JSON has not. */
    FORMATTED,
    OPERATOR,
    NEWLINE,
    INDENT,
    DEDENT,
    END
  }

  boolean is(String operatorOrName) {
    return (kind == Kind.OPERATOR || kind == Kind.NAME) && text.equals(operatorOrName);
  }
}
