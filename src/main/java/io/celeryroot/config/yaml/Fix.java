// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.yaml;

import java.util.Optional;

/**
 * The correction of a mistake.
 *
 * @param hint in words, an instruction; may be empty
 * @param replacement YAML for the place of the wrong text
 */
public record Fix(String hint, Optional<String> replacement) {

  public static final Fix NONE = new Fix("", Optional.empty());

  /** An instruction in words. */
  public static Fix say(String hint) {
    return new Fix(hint, Optional.empty());
  }

  /** {@code text} in place of {@code node}. */
  public static Fix write(Node.Text node, String text) {
    return new Fix("write \"" + text + "\"", node.rewritten(text));
  }

  /** YAML in place of the wrong text. */
  public static Fix yaml(String yaml) {
    return new Fix("write " + yaml, Optional.of(yaml));
  }

  /** The suggestion in place of {@code node}, or no fix without one. */
  public static Fix suggest(Node.Text node, Optional<String> suggestion) {
    return suggestion.map(text -> write(node, text)).orElse(NONE);
  }
}
