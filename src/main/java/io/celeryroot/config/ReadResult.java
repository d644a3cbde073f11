// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * What became of a cl.yaml.
 *
 * @param config present if and only if there are no problems
 * @param problems all mistakes, in file order
 * @param text the file as read, for quoting its lines: each character of a secret is {@code *}
 */
public record ReadResult(Optional<ClConfig> config, List<Problem> problems, String text) {

  public ReadResult {
    requireNonNull(text, "text");
    problems = List.copyOf(problems);
    if (config.isPresent() != problems.isEmpty()) {
      throw new IllegalArgumentException("a config and problems, or neither");
    }
  }
}
