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

  public static Fix say(String hint) {
    return new Fix(hint, Optional.empty());
  }

  /** YAML in place of the wrong text. */
  public static Fix yaml(String yaml) {
    return new Fix("write " + yaml, Optional.of(yaml));
  }

  /** The suggestion in place of {@code node}, or no fix without one. */
  public static Fix suggest(Node.Text node, Optional<String> suggestion) {
    return suggestion
        .map(text -> new Fix("write \"" + text + "\"", node.rewritten(text)))
        .orElse(NONE);
  }
}
