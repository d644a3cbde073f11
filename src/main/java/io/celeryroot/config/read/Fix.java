// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import java.util.Optional;

/**
 * How a mistake is mended.
 *
 * @param hint in words, an instruction; may be empty
 * @param replacement YAML for the place of the wrong text
 */
record Fix(String hint, Optional<String> replacement) {

  static final Fix NONE = new Fix("", Optional.empty());

  /** Words only. */
  static Fix say(String hint) {
    return new Fix(hint, Optional.empty());
  }

  /** {@code text} in place of {@code node}. */
  static Fix write(Node.Text node, String text) {
    return new Fix("write \"" + text + "\"", node.rewritten(text));
  }

  /** YAML in place of the wrong text, whatever that is. */
  static Fix yaml(String yaml) {
    return new Fix("write " + yaml, Optional.of(yaml));
  }

  /** {@code write} when there is a suggestion, else nothing. */
  static Fix suggest(Node.Text node, Optional<String> suggestion) {
    return suggestion.map(text -> write(node, text)).orElse(NONE);
  }
}
